const CHUNK = 400

/** Reads what belongs to ids, however many there are: a list in a statement has an end. */
export async function inChunks<T>(
  ids: readonly number[],
  read: (some: number[]) => Promise<T[]>,
): Promise<T[]> {
  const found: T[] = []
  for (let i = 0; i < ids.length; i += CHUNK) found.push(...(await read(ids.slice(i, i + CHUNK))))
  return found
}
