const CHUNK = 400

/** Reads what belongs to ids or keys, however many there are: a list in a statement has an end. */
export async function inChunks<T, Id = number>(
  ids: readonly Id[],
  read: (some: Id[]) => Promise<T[]>,
): Promise<T[]> {
  const found: T[] = []
  for (let i = 0; i < ids.length; i += CHUNK) found.push(...(await read(ids.slice(i, i + CHUNK))))
  return found
}
