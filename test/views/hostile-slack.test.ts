import { describe, expect, it } from 'vitest'
import { checkBlocks } from '../support/fake-slack/block-rules.ts'
import type { JsonObject } from '../support/fake-slack/json.ts'
import { readBlocks, readMrkdwn } from '../support/fake-slack/live-tokens.ts'
import { checkView, isViewTooLarge } from '../support/fake-slack/view-rules.ts'
import { HOSTILE_CORPUS } from '../support/hostile-corpus.ts'
import { hostileMessages } from '../support/hostile-messages.ts'
import { hostileViews } from '../support/hostile-views.ts'

/** What Slack would refuse or bring to life in a text of somebody who wishes us ill; a button may lead anywhere. */
function harmOf(bad: string): unknown[] {
  const harm: unknown[] = []
  for (const view of hostileViews(bad)) {
    const wire = JSON.parse(JSON.stringify(view)) as JsonObject
    harm.push(...checkView(wire, view.type as 'modal' | 'home'))
    harm.push(...readBlocks(wire['blocks'] as JsonObject[], view.type))
    if (isViewTooLarge(wire)) harm.push('too large')
  }
  for (const message of hostileMessages(bad)) {
    const blocks = JSON.parse(JSON.stringify(message.blocks)) as JsonObject[]
    harm.push(...checkBlocks(blocks, 'message'), ...readBlocks(blocks, 'message'))
    const reading = { where: 'text', linkNames: false, autoLink: false }
    harm.push(...readMrkdwn(message.text, reading))
  }
  return harm
}

describe('words of others on cards, in dialogs, on Home, in digests and in answers', () => {
  it('come in more than three hundred ways, each another', () => {
    expect(new Set(HOSTILE_CORPUS).size).toBe(HOSTILE_CORPUS.length)
    expect(HOSTILE_CORPUS.length).toBeGreaterThanOrEqual(300)
  })

  it('are drawn within the limits of Slack, and none of them comes to life', () => {
    for (const bad of HOSTILE_CORPUS) {
      const found = harmOf(bad)
      expect({ bad: bad.slice(0, 80), found }).toEqual({ bad: bad.slice(0, 80), found: [] })
    }
  })

  it('would be found if one did', () => {
    const text = { type: 'mrkdwn', text: '<!channel>' }
    expect(readBlocks([{ type: 'section', text }], 'x')).toHaveLength(1)
  })
})
