import { expect, it } from 'vitest'
import { readLabels } from '../../../analysis/training/plain-posts.ts'

it('labels of a line are read, and a slip of the pen teaches nothing', () => {
  expect(readLabels('-', 'complaint,churn_threat', 'soon')).toEqual({
    sentiment: 'negative',
    intents: ['complaint', 'churn_threat'],
    urgency: 'soon',
  })
  expect(readLabels('0', '-', 'none').intents).toEqual([])
  for (const line of ['? - none', '- complain none', '- complaint,, none', '+ praise later'])
    expect(() => readLabels(...(line.split(' ') as [string, string, string]))).toThrow(
      `"${line}" are no labels of a post`,
    )
})
