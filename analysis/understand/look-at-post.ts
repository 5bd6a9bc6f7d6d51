import { type Model, openModel } from '../models/model.ts'
import { type PostScores, scorePost } from '../models/score-post.ts'
import type { Reading } from './feature-signs.ts'
import { createFeaturiser } from './featurise.ts'
import { createPostReader } from './read-post.ts'
import type { UnderstandInput } from './understanding.ts'

/** A post read and scored, before anything is decided: what a brand's own corrections build on. */
export interface Look {
  reading: Reading
  scores: PostScores
  /** How likely each mood is beside what the post says; all alike where it is left out. */
  weighMoods?: (shares: readonly number[]) => readonly number[]
}

/** The trained models, and a way to look at a post with them; the features in a look are overwritten by the next. */
export interface Looker {
  model: Model
  look(input: UnderstandInput): Look
}

/** Opens the weights. The reasons are mostly asked for the post that was just judged, so the last look is kept. */
export function createLooker(bytes: Uint8Array): Looker {
  const model = openModel(bytes)
  const read = createPostReader(model.lexicon)
  const featurise = createFeaturiser(model.meaning)
  let last: { input: UnderstandInput; look: Look } | null = null
  return {
    model,
    look(input) {
      if (last?.input === input) return last.look
      const reading = read(input)
      const look = { reading, scores: scorePost(model, featurise(reading), reading.lang) }
      last = { input, look }
      return look
    },
  }
}
