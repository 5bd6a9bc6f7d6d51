import { decide } from './decide.ts'
import { explain } from './explain.ts'
import { createLooker, type Looker } from './look-at-post.ts'
import type { Understander } from './understanding.ts'

/** The trained analysis; `bytes` is the weights file. */
export function createUnderstander(bytes: Uint8Array): Understander {
  return understandWith(createLooker(bytes))
}

/** The same over a looker, which may have learnt from a brand's corrections. */
export function understandWith({ model, look }: Looker): Understander {
  return {
    model: model.header.model,
    understand(input, options) {
      return decide(model, look(input), options?.abstain !== false)
    },
    why(input, found) {
      const { reading, scores } = look(input)
      return explain(model, reading, scores, found)
    },
  }
}
