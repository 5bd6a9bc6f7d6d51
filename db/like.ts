/** A `like` pattern, for `escape '\\'`, that finds these letters anywhere; no sign in them stands for others. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
}
