import type { Clock } from '../../../core/clock.ts'
import type { Refusal } from './tokens.ts'
import type { FakeStatus, World } from './world.ts'

const KEY_LIVES_MS = 60 * 60_000
const MAX_CHARS = 500

/** POST /api/v1/statuses: what may be said, and that the same key within an hour says it once. */
export function createPosting(world: World, clock: Clock) {
  const keys = new Map<string, { status: FakeStatus; at: number }>()

  return function say(
    body: Readonly<Record<string, unknown>>,
    key: string | undefined,
  ): FakeStatus | Refusal {
    const earlier = key === undefined ? undefined : keys.get(key)
    if (earlier !== undefined && clock.now() - earlier.at < KEY_LIVES_MS) return earlier.status
    const text = body['status']
    const { in_reply_to_id: parentId, visibility = 'public', spoiler_text: warning } = body
    if (typeof text !== 'string' || text.trim() === '')
      return { status: 422, error: "Validation failed: Text can't be blank" }
    const parent = typeof parentId === 'string' ? world.statuses.get(parentId) : undefined
    if (parentId !== undefined && (parent === undefined || !world.mayWeSee(parent)))
      return { status: 404, error: 'The post you are trying to reply to does not appear to exist.' }
    if (
      typeof visibility !== 'string' ||
      !['public', 'unlisted', 'private', 'direct'].includes(visibility)
    )
      return { status: 422, error: 'Validation failed: Visibility is not included in the list' }
    if (lengthOf(text) > MAX_CHARS)
      return {
        status: 422,
        error: `Validation failed: Text character limit of ${MAX_CHARS} exceeded`,
      }
    const { status } = world.post(text, {
      by: world.us,
      visibility,
      ...(parent && { inReplyTo: parent }),
      ...(typeof warning === 'string' && { spoilerText: warning }),
    })
    if (key !== undefined) keys.set(key, { status, at: clock.now() })
    return status
  }
}

/** As StatusLengthValidator counts: every link 23, of a name only its first part, signs as people see them. */
function lengthOf(text: string): number {
  const plain = text
    .replace(/https?:\/\/\S+/g, 'x'.repeat(23))
    .replace(/@([\w-]+)@[\w.-]+\w/g, '@$1')
  return [...new Intl.Segmenter().segment(plain)].length
}
