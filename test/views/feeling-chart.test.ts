import { describe, expect, it } from 'vitest'
import { feelingChart } from '../../views/feeling-chart.ts'

const day = (negative: number, neutral: number, positive: number) => ({
  label: '1 Nov',
  negative,
  neutral,
  positive,
  unsure: 0,
})

/** The names at the end of the areas, top to bottom, with their heights. */
function namesOf(svg: string): { word: string; y: number }[] {
  const texts = svg.matchAll(
    /<text[^>]*transform="translate\([\d.-]+ ([\d.-]+)\)"[^>]*>(Happy|Neutral|Unhappy)<\/text>/g,
  )
  return [...texts]
    .map(([, y, word]) => ({ word: word ?? '', y: Number(y) }))
    .toSorted((a, b) => a.y - b.y)
}

describe('the names at the end of the areas', () => {
  it.each([
    ['nothing on the last day', [day(3, 1, 4), day(0, 0, 0)]],
    ['one feeling only', [day(3, 1, 4), day(40, 0, 0)]],
    ['a little of each', [day(300, 100, 400), day(1, 1, 1)]],
  ])('lie in the order of the areas, never on each other, inside the picture: %s', (_, days) => {
    for (const size of [
      { width: 960, height: 260 },
      { width: 358, height: 220 },
    ]) {
      const names = namesOf(feelingChart(days, size))
      expect(names.map(({ word }) => word)).toEqual(['Happy', 'Neutral', 'Unhappy'])
      const [top = 0, middle = 0, bottom = 0] = names.map(({ y }) => y)
      expect(Math.min(middle - top, bottom - middle)).toBeGreaterThanOrEqual(11)
      expect(top).toBeGreaterThanOrEqual(8)
      expect(bottom).toBeLessThanOrEqual(size.height - 8)
    }
  })
})

it('shows a single hour as an area of its height, as wide as the picture', () => {
  const svg = feelingChart([day(3, 1, 4)], { width: 358, height: 220 })
  const areas = [...svg.matchAll(/<path d="([^"]*)"[^>]*fill="var\(--(?:neg|neu|pos)\)"/g)]
  expect(areas).toHaveLength(3)
  for (const [, path = ''] of areas) {
    const across = [...path.matchAll(/([\d.]+) [\d.]+/g)].map(([, x]) => Number(x))
    expect(Math.max(...across) - Math.min(...across)).toBeGreaterThan(200)
  }
})
