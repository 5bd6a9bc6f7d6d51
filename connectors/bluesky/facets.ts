/** What the ranges of a post point at; the network counts them in UTF-8 bytes. */
export interface FacetFindings {
  links: string[]
  hashtags: string[]
  /** DIDs of people named, and their handles as written. */
  mentioned: { did: string; handle: string }[]
}

type Loose = Readonly<Record<string, unknown>>

/** Links, tags and mentions of a post's text; ranges outside the text are ignored. */
export function readFacets(text: string, facets: unknown): FacetFindings {
  const found: FacetFindings = { links: [], hashtags: [], mentioned: [] }
  if (!Array.isArray(facets)) return found
  const bytes = Buffer.from(text, 'utf8')
  for (const facet of facets.slice(0, 200).map(looseOf)) {
    const index = looseOf(facet['index'])
    const start = Number(index['byteStart'])
    const end = Number(index['byteEnd'])
    if (!(start >= 0 && end > start && end <= bytes.length)) continue
    const features: unknown = facet['features']
    for (const feature of Array.isArray(features) ? features.map(looseOf) : []) {
      collect(feature, bytes.subarray(start, end).toString('utf8'), found)
    }
  }
  return found
}

function collect(feature: Loose, words: string, found: FacetFindings): void {
  const { $type: type, uri, tag, did } = feature
  if (type === 'app.bsky.richtext.facet#link' && typeof uri === 'string') found.links.push(uri)
  if (type === 'app.bsky.richtext.facet#tag' && typeof tag === 'string') found.hashtags.push(tag)
  if (type === 'app.bsky.richtext.facet#mention' && typeof did === 'string') {
    found.mentioned.push({ did, handle: words.replace(/^@/, '') })
  }
}

const MARKS =
  /(?<link>https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]'’])|(?<=^|\s|\()#(?<tag>[\p{L}\p{N}_]{1,64})|(?<=^|\s|\()@(?<handle>[a-z\d-]+(?:\.[a-z\d-]+)+)/giu

/** Ranges for a text of our own; a handle that nobody owns stays plain text. */
export async function writeFacets(
  text: string,
  resolveHandle: (handle: string) => Promise<string | null>,
): Promise<Loose[]> {
  const facets: Loose[] = []
  for (const match of text.matchAll(MARKS)) {
    const { link, tag, handle } = match.groups ?? {}
    const feature = await featureOf(link, tag, handle, resolveHandle)
    if (feature === null) continue
    const byteStart = Buffer.byteLength(text.slice(0, match.index))
    const byteEnd = byteStart + Buffer.byteLength(match[0])
    facets.push({ index: { byteStart, byteEnd }, features: [feature] })
  }
  return facets
}

async function featureOf(
  link: string | undefined,
  tag: string | undefined,
  handle: string | undefined,
  resolveHandle: (handle: string) => Promise<string | null>,
): Promise<Loose | null> {
  if (link !== undefined) return { $type: 'app.bsky.richtext.facet#link', uri: link }
  if (tag !== undefined) return { $type: 'app.bsky.richtext.facet#tag', tag }
  if (handle === undefined) return null
  const did = await resolveHandle(handle.toLowerCase())
  return did === null ? null : { $type: 'app.bsky.richtext.facet#mention', did }
}

/** Anything as an object to look into. */
export function looseOf(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {}
}
