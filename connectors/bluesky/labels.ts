import { looseOf } from './facets.ts'

/** Labels of Bluesky's moderators, and of authors about themselves, that we act on. */
export interface Labels {
  /** Its moderators hide it from everybody. */
  isHidden: boolean
  /** The author asks to be shown only to people who signed in. */
  isForMembers: boolean
  /** Not for every eye: bodies, wounds and the like. */
  isSensitive: boolean
}

const HIDDEN = new Set(['!hide', '!takedown', '!suspend'])
const SENSITIVE = new Set([
  'porn',
  'sexual',
  'nudity',
  'sexual-figurative',
  'graphic-media',
  'gore',
])
const MAX_READ = 100

/** What a list of labels says, as a post or a profile bears it; a label that was taken back counts no more. */
export function readLabels(labels: unknown): Labels {
  const values = new Set<unknown>()
  for (const label of Array.isArray(labels) ? labels.slice(0, MAX_READ).map(looseOf) : [])
    if (label['neg'] === true) values.delete(label['val'])
    else values.add(label['val'])
  const has = (wanted: ReadonlySet<unknown>) => !wanted.isDisjointFrom(values)
  return {
    isHidden: has(HIDDEN),
    isForMembers: values.has('!no-unauthenticated'),
    isSensitive: has(SENSITIVE),
  }
}

/** What an author said of a post when it was written. */
export function readSelfLabels(labels: unknown): Labels {
  return readLabels(looseOf(labels)['values'])
}
