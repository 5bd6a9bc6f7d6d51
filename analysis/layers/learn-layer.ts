import { classesOf, type FeedbackHead } from '../../core/feedback.ts'
import type { BrandLayer, LayerHead } from './brand-layer.ts'
import { type BackTest, fitHead, type Lesson } from './fit-layer.ts'
import { roundHead } from './layer-text.ts'

/** A brand's layer from everything that people said, and how each head did in its back-test. */
export function learnLayer(
  model: string,
  lessons: ReadonlyMap<FeedbackHead, readonly Lesson[]>,
): { layer: BrandLayer; tests: Map<FeedbackHead, BackTest> } {
  const heads = new Map<string, LayerHead>()
  const tests = new Map<FeedbackHead, BackTest>()
  for (const [name, list] of lessons) {
    const { head, test } = fitHead(list, classesOf(name))
    tests.set(name, test)
    if (head !== null) heads.set(name, roundHead(head))
  }
  return { layer: { model, heads }, tests }
}
