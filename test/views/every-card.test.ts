import { describe, expect, it } from 'vitest'
import { isOpen } from '../../core/case.ts'
import { caseCard } from '../../views/case-card.ts'
import { ownDigestMessage } from '../../views/own-digest.ts'
import type { SlackBlock, SlackMessage } from '../../views/slack-blocks.ts'
import { slackCard } from '../../views/slack-card.ts'
import { unsureMessage } from '../../views/unsure-message.ts'
import { NOW } from '../support/case-view.ts'
import { checkBlocks } from '../support/fake-slack/block-rules.ts'
import type { JsonObject } from '../support/fake-slack/json.ts'
import { anyCase, anyOwnDigest, createDice } from '../support/generate-cases.ts'

const CASES = 20_000

/** Marks that turn the reading direction, hide, or are no character at all. */
const UNSAFE = /[\u202A-\u202E\u2066-\u2069\u200B\uFEFF\u0000-\u0008\u000B\u000C\u000E-\u001F]/

/** What is wrong with a message; empty where Slack takes it and people can read it. */
function faultsOf(message: SlackMessage): string[] {
  const faults = checkBlocks(message.blocks as unknown as JsonObject[], 'message')
  const shown = wordsOf(message.blocks)
  if (message.blocks.length > 8) faults.push(`${message.blocks.length} blocks`)
  if (shown.length > 2500) faults.push(`${shown.length} characters`)
  if (JSON.stringify(message.blocks).length > 13_000) faults.push('too long in all')
  if (message.text.trim().length < 10) faults.push(`says only "${message.text}"`)
  if (message.text.length > 1000) faults.push('a sentence of more than 1,000 characters')
  if (/<|>/.test(message.text)) faults.push('the sentence may come to life')
  if (UNSAFE.test(shown) || UNSAFE.test(message.text)) faults.push('unsafe characters')
  if (!shown.isWellFormed() || !message.text.isWellFormed()) faults.push('half a character')
  return faults
}

function wordsOf(blocks: readonly SlackBlock[]): string {
  const words: string[] = []
  for (const block of blocks)
    for (const part of 'elements' in block ? block.elements : [])
      if (part.type === 'button') words.push(part.text.text)
      else if (part.type === 'overflow') words.push(...part.options.map(({ text }) => text.text))
      else
        for (const one of part.elements)
          words.push('text' in one ? one.text : 'fallback' in one ? one.fallback : '@somebody')
  return words.join('')
}

describe('twenty thousand cases in every kind and state, in every language and hostile', () => {
  it('make cards that Slack takes and people can read', () => {
    const dice = createDice(20_261_119)
    for (let i = 0; i < CASES; i++) {
      const view = anyCase(dice)
      const card = caseCard(view, NOW)
      const faults = faultsOf(slackCard(card))
      // Reopen, and before it what still waits for a second person.
      const most = view.waitingGrant === null && view.waitingReply === null ? 1 : 2
      if (isOpen(view.status)) {
        if (card.buttons.length > 3) faults.push('more than three buttons')
        if (card.menu.length > 5) faults.push('more than five behind the dots')
        if (card.menu.at(-1)?.label !== 'More…') faults.push('the last is not More…')
        if (card.buttons.filter((b) => b.primary === true).length !== 1)
          faults.push('not one next step')
        if (card.lines.length === 0) faults.push('does not say why')
      } else if (card.quote !== null || card.buttons.length > most) faults.push('is not collapsed')
      if (faults.length > 0) expect.fail(`case ${i}: ${faults.join('; ')}\n${JSON.stringify(view)}`)
    }
  })

  it('make messages about unsure posts that Slack takes and people can read', () => {
    const dice = createDice(7)
    for (let i = 0; i < 500; i++) {
      const open = Math.floor(dice() * 9)
      const shown = Array.from({ length: Math.min(3, open) }, (_, n) => ({
        ...anyCase(dice),
        id: 10 + n,
      }))
      const view = { askedIn: 5, version: i, all: open + Math.floor(dice() * 4) + 1, open, shown }
      const faults = faultsOf(unsureMessage(view, NOW))
      if (faults.length > 0) expect.fail(`${faults.join('; ')}\n${JSON.stringify(view)}`)
    }
  })

  it('make a morning’s message of one’s own that Slack takes and people can read', () => {
    const dice = createDice(8)
    for (let i = 0; i < 500; i++) {
      const view = anyOwnDigest(dice)
      const faults = faultsOf(ownDigestMessage(view, i, NOW))
      if (faults.length > 0) expect.fail(`${faults.join('; ')}\n${JSON.stringify(view)}`)
    }
  })
})
