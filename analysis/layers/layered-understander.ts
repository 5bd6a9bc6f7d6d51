import type { Likeness } from '../topics/near-synonyms.ts'
import { createLooker, type Look } from '../understand/look-at-post.ts'
import { understandWith } from '../understand/model-understander.ts'
import type { Understander, UnderstandInput } from '../understand/understanding.ts'
import { adjustScores, groundOf } from './adjust-scores.ts'
import type { BrandLayer } from './brand-layer.ts'
import type { Grounded } from './ground.ts'
import { heedSurroundings, surroundingReasons } from './heed-surroundings.ts'
import { mixReasons, type StreamMix, weighByMix } from './stream-mix.ts'

/**
 * The trained analysis with what each brand's corrections taught it, how its posts usually fall into moods, and what is known
 * around a post. Both are asked for every post, so that a new layer or mix holds at once; without a mix all moods are as likely.
 */
export function createLayeredUnderstander(
  bytes: Uint8Array,
  layerOf: (input: UnderstandInput) => BrandLayer | undefined,
  mixOf: (input: UnderstandInput) => StreamMix | undefined = () => undefined,
): Understander & Grounded & { likeness: Likeness } {
  const { model, look } = createLooker(bytes)
  const name = model.header.model
  const sightOf = (input: UnderstandInput, { reading }: Look) => ({
    hasBrand: input.brand !== undefined,
    lang: reading.lang,
  })
  const lookAgain = (input: UnderstandInput): Look => {
    const seen = look(input)
    const scores = adjustScores(seen.scores, layerOf(input), name, sightOf(input, seen))
    const mix = mixOf(input)
    const weighMoods =
      mix === undefined
        ? {}
        : { weighMoods: (shares: readonly number[]) => weighByMix(shares, mix) }
    return heedSurroundings({ ...seen, scores, ...weighMoods }, input)
  }
  const judge = understandWith({ model, look: lookAgain })
  return {
    ...judge,
    likeness: model.meaning.likeness,
    why: (input, found) => [
      ...judge.why(input, found),
      ...surroundingReasons(look(input), input),
      ...mixReasons(found, mixOf(input)),
    ],
    ground(input) {
      const seen = look(input)
      return groundOf(seen.scores, sightOf(input, seen))
    },
  }
}
