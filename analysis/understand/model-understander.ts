import { openModel } from '../models/model.ts'
import { type PostScores, scorePost } from '../models/score-post.ts'
import { decide } from './decide.ts'
import { explain } from './explain.ts'
import type { Reading } from './feature-signs.ts'
import { createFeaturiser } from './featurise.ts'
import { createPostReader } from './read-post.ts'
import type { Understander, UnderstandInput } from './understanding.ts'

/** The trained analysis; `bytes` is the weights file. */
export function createUnderstander(bytes: Uint8Array): Understander {
  const model = openModel(bytes)
  const read = createPostReader(model.lexicon)
  const featurise = createFeaturiser()
  let last: { input: UnderstandInput; reading: Reading; scores: PostScores } | null = null

  const look = (input: UnderstandInput) => {
    // The reasons are mostly asked for the post that was just judged.
    if (last?.input === input) return last
    const reading = read(input)
    last = { input, reading, scores: scorePost(model, featurise(reading), reading.lang) }
    return last
  }

  return {
    model: model.header.model,
    understand(input, options) {
      const { reading, scores } = look(input)
      return decide(model, reading, scores, options?.abstain !== false)
    },
    why(input, found) {
      const { reading, scores } = look(input)
      return explain(model, reading, scores, found)
    },
  }
}
