import { createTermCount, type TopicPost } from '../analysis/topics/count-terms.ts'
import { type Topic, weighTopics } from '../analysis/topics/find-topics.ts'
import type { Likeness } from '../analysis/topics/near-synonyms.ts'

/** Posts read in one go, a few milliseconds: Slack must not wait for topics. */
const AT_ONCE = 40

/** Topics of `now` against `before`, found with rests in which everything else goes on. */
export async function searchTopics(
  now: readonly TopicPost[],
  before: readonly TopicPost[],
  ignored: ReadonlySet<string>,
  likeness?: Likeness,
): Promise<Topic[]> {
  const count = createTermCount(ignored)
  let read = 0
  for (const [posts, isNow] of [
    [now, true],
    [before, false],
  ] as const)
    for (const post of posts) {
      count.add(post, isNow)
      if (++read % AT_ONCE === 0) await new Promise<void>((resolve) => setImmediate(resolve))
    }
  return weighTopics(count, likeness)
}
