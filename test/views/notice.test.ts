import { expect, it } from 'vitest'
import { noticeMessage } from '../../views/notice.ts'
import { checkBlocks } from '../support/fake-slack/block-rules.ts'
import type { JsonObject } from '../support/fake-slack/json.ts'
import { HOSTILE_TEXTS } from '../support/generate-cases.ts'

it('says of every trouble with a source what happened and what to do', () => {
  for (const about of ['needs_person', 'quiet', 'gap', 'long_wait']) {
    const message = noticeMessage({ about, text: 'mastodon: the token was withdrawn.' }, 1)
    expect(message.text).toContain('the token was withdrawn.')
    expect(message.text).toContain('What to do: ')
    expect(JSON.stringify(message.blocks)).toContain('What to do: ')
  }
})

it('stays inside the limits of Slack whatever a network says', () => {
  for (const text of HOSTILE_TEXTS)
    for (const about of ['needs_person', 'something else']) {
      const message = noticeMessage({ about, text }, 1)
      expect(checkBlocks(message.blocks as unknown as JsonObject[], 'message')).toEqual([])
      expect(message.text).not.toMatch(/[<>\u202E]/)
    }
})
