import { cleanName, cleanText, clip } from '../core/hostile-text.ts'
import { type CheckPage, shareWords } from './check-page.ts'
import type { Dialog, DialogBlock } from './dialogs.ts'
import { MOOD_WORDS } from './label-form.ts'
import type { SlackButton } from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'

const TEXT_MAX = 2500
/** Options of a list (source: facts on Slack, A1). */
const BRANDS_MAX = 100

/** The weekly check as a game of two minutes: one post, five buttons, the next post; at the end how often we are right. */
export function checkDialog(
  page: CheckPage,
  brands: readonly { id: string; name: string }[] = [],
): Dialog {
  return {
    type: 'modal',
    callback_id: 'check',
    private_metadata: JSON.stringify({ brandId: page.brandId }),
    title: { type: 'plain_text', text: 'Check 20 posts' },
    close: { type: 'plain_text', text: page.next === null ? 'Close' : 'Stop here' },
    blocks: [
      ...brandChoice(page, brands),
      ...(page.fault === null ? [] : [slackLine('fault', [{ text: page.fault, bold: true }])]),
      ...(page.next === null ? lastBlocks(page) : postBlocks(page, page.next)),
    ],
  }
}

/** Which brand is checked, where there are several. */
function brandChoice(
  { brandId }: CheckPage,
  brands: readonly { id: string; name: string }[],
): DialogBlock[] {
  if (brands.length < 2) return []
  const options = brands.slice(0, BRANDS_MAX).map(({ id, name }) => ({
    text: { type: 'plain_text' as const, text: clip(cleanName(name), 70) || id },
    value: id,
  }))
  const initial = options.find(({ value }) => value === brandId)
  return [
    {
      type: 'actions',
      block_id: `brand:${brandId}`,
      elements: [
        {
          type: 'static_select',
          action_id: 'check.brand',
          placeholder: { type: 'plain_text', text: 'Which brand' },
          options,
          ...(initial === undefined ? {} : { initial_option: initial }),
        },
      ],
    },
  ]
}

function postBlocks(page: CheckPage, post: NonNullable<CheckPage['next']>): DialogBlock[] {
  const who = cleanName(post.author ?? '', 60) || 'Somebody'
  const brand = clip(cleanName(page.brandName), 40)
  return [
    slackLine(`head:${post.id}`, [
      { text: `Post ${page.judged + 1} of ${page.drawn}`, bold: true },
      { text: `: ${who} on ${post.networkName}` },
    ]),
    ...(post.parent === null
      ? []
      : [slackLine('parent', [{ text: `In answer to: ${clip(cleanText(post.parent), 300)}` }])]),
    {
      type: 'rich_text',
      block_id: `post:${post.id}`,
      elements: [
        {
          type: 'rich_text_quote',
          elements: [{ type: 'text', text: clip(cleanText(post.text), TEXT_MAX) || ' ' }],
        },
      ],
    },
    slackLine('ask', [{ text: `How does this person feel about ${brand}?` }]),
    {
      type: 'actions',
      block_id: `answers:${post.id}`,
      elements: [
        answer(post.id, 'negative', MOOD_WORDS.negative),
        answer(post.id, 'neutral', MOOD_WORDS.neutral),
        answer(post.id, 'positive', MOOD_WORDS.positive),
        answer(post.id, 'not_us', `Not about ${clip(brand, 30)}`),
        answer(post.id, 'cannot_tell', 'I cannot tell'),
      ],
    },
  ]
}

/** What the check shows when nothing is left to judge. */
function lastBlocks({ drawn, blind }: CheckPage): DialogBlock[] {
  if (drawn === 0)
    return [
      slackLine('none', [
        { text: 'No post of last week is there to judge. Come back next Monday.' },
      ]),
    ]
  return [
    slackLine('done', [
      { text: 'All done. ', bold: true },
      { text: 'Next Monday there are new ones.' },
    ]),
    slackLine('relevance', [
      { text: 'Is it about us? ', bold: true },
      { text: shareWords(blind.relevance) },
    ]),
    slackLine('mood', [
      { text: 'Happy or unhappy? ', bold: true },
      { text: shareWords(blind.sentiment) },
    ]),
  ]
}

function answer(mentionId: number, value: string, label: string): SlackButton {
  return {
    type: 'button',
    action_id: `check.answer.${value}`,
    text: { type: 'plain_text', text: label, emoji: false },
    value: String(mentionId),
    accessibility_label: label,
  }
}
