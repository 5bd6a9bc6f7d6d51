/** The longest line that is read, in characters: what is longer is no post. */
const MAX_LINE = 16_000_000

/**
 * The lines of a stream of text; null for one that is too long to keep. Only \n and \r\n end a line: node's own
 * reader also stops at U+2028, which stands inside a JSON text where somebody wrote it.
 */
export async function* readTextLines(
  stream: AsyncIterable<Uint8Array>,
  maxLine = MAX_LINE,
): AsyncGenerator<string | null> {
  const decoder = new TextDecoder()
  let parts: string[] = []
  let size = 0
  const keep = (part: string) => {
    size += part.length
    if (size <= maxLine) parts.push(part)
    else parts = []
  }
  const finish = (): string | null => {
    const line = size > maxLine ? null : parts.join('').replace(/\r$/, '')
    parts = []
    size = 0
    return line
  }
  for await (const bytes of stream) {
    const [first = '', ...rest] = decoder.decode(bytes, { stream: true }).split('\n')
    keep(first)
    for (const part of rest) {
      yield finish()
      keep(part)
    }
  }
  keep(decoder.decode())
  if (size > 0) yield finish()
}
