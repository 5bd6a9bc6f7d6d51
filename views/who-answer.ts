import { cleanName, cleanText, clip } from '../core/hostile-text.ts'
import { isNetwork, networkName } from '../core/network.ts'
import type { Part } from './card.ts'
import { oneLine } from './case-lines.ts'
import { linesAnswer } from './command-answers.ts'
import { type PersonCardView, personMessage } from './person-card.ts'
import type { SlackMessage } from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'
import { ago, count } from './words.ts'

/** What somebody wrote lately. */
interface Said {
  posts: readonly { at: number; network: string; text: string }[]
}

/** A person behind a handle, with what they wrote last. */
export interface WhoPerson {
  card: PersonCardView
  said: Said['posts']
}

/** An account of which no person is known yet. */
export interface WhoAccount extends Said {
  name: string
  handle: string | null
  network: string
}

const POSTS_SHOWN = 3
/** The zone of an account that belongs to no brand yet. */
const ZONE = 'UTC'

/** Who an account is to us: the card of each person, and what they said last. */
export function whoAnswer(
  handle: string,
  people: readonly WhoPerson[],
  accounts: readonly WhoAccount[],
  now: number,
): SlackMessage {
  if (people.length + accounts.length === 0)
    return linesAnswer(
      [[{ text: `Nobody here goes by ${clip(oneLine(cleanText(handle)), 80)}.` }]],
      'Nobody here goes by this handle.',
    )
  const cards = people.flatMap(({ card, said }) => [
    ...personMessage(card, now).blocks,
    ...saidLines(said, now, card.zone).map((line, i) => slackLine(`said:${card.id}:${i}`, line)),
  ])
  const others = accounts.flatMap((account, i) =>
    [accountLine(account), ...saidLines(account.posts, now, ZONE)].map((line, n) =>
      slackLine(`account:${i}:${n}`, line),
    ),
  )
  return { text: 'Who they are to us', blocks: [...cards, ...others] }
}

function accountLine({ name, handle, network, posts }: WhoAccount): Part[] {
  return [
    { text: cleanName(name, 60) || 'Somebody unnamed', bold: true },
    {
      text: ` (${cleanName(handle ?? '', 60) || 'unnamed'} on ${nameOf(network)}): ${count(posts.length, 'post')}; not known as a person yet.`,
    },
  ]
}

function saidLines(posts: Said['posts'], now: number, zone: string): Part[][] {
  return posts
    .slice(0, POSTS_SHOWN)
    .map((post): Part[] => [
      { text: `${nameOf(post.network)}, ${ago(post.at, now, zone)}: ` },
      { text: `“${clip(oneLine(cleanText(post.text)), 200)}”` },
    ])
}

function nameOf(network: string): string {
  return isNetwork(network) ? networkName(network) : 'a network'
}
