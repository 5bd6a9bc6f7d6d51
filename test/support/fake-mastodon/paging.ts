interface Paged<T> {
  /** Newest first, as every list of this interface. */
  page: T[]
  link: string | null
}

/**
 * A page by ids: `min_id` gives the rows right after it, `since_id` and `max_id` the newest within them; the
 * Link header leads on with every other parameter kept.
 */
export function pageOf<T extends { id: string }>(
  rows: readonly T[],
  url: URL,
  limits: { usual: number; most: number },
): Paged<T> {
  const query = url.searchParams
  const asked = Math.abs(Number.parseInt(query.get('limit') ?? '', 10)) || limits.usual
  const limit = Math.min(asked, limits.most)
  const bound = (name: string) => {
    const value = query.get(name)
    return value === null || !/^\d+$/.test(value) ? null : BigInt(value)
  }
  const [min, since, max] = [bound('min_id'), bound('since_id'), bound('max_id')]
  const floor = min ?? since
  const within = rows
    .filter(
      ({ id }) => (floor === null || BigInt(id) > floor) && (max === null || BigInt(id) < max),
    )
    .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))
  const page = min === null ? within.slice(0, limit) : within.slice(-limit)
  const [newest, oldest] = [page[0], page.at(-1)]
  if (newest === undefined || oldest === undefined) return { page, link: null }
  const to = (name: string, id: string) => {
    const next = new URL(url)
    for (const other of ['min_id', 'since_id', 'max_id']) next.searchParams.delete(other)
    next.searchParams.set(name, id)
    return next.href
  }
  return {
    page,
    link: `<${to('max_id', oldest.id)}>; rel="next", <${to('min_id', newest.id)}>; rel="prev"`,
  }
}
