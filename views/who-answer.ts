import { cleanName, cleanText, clip } from '../core/hostile-text.ts'
import { isNetwork, networkName } from '../core/network.ts'
import type { Part } from './card.ts'
import { oneLine } from './case-lines.ts'
import { linesAnswer } from './command-answers.ts'
import type { SlackMessage } from './slack-blocks.ts'
import { ago, count } from './words.ts'

/** A person as a colleague is told of them; nothing of what they bought. */
export interface KnownPerson {
  name: string
  stage: string | null
  strikes: number | null
  next_step: string | null
  zone: string
  authors: readonly { handle: string | null; network: string }[]
  posts: readonly { at: number; network: string; text: string }[]
}

const POSTS_SHOWN = 3
const ACCOUNTS_SHOWN = 5

/** Who an account is to us: where they are, how they stand, what they said last. */
export function whoAnswer(
  handle: string,
  people: readonly KnownPerson[],
  now: number,
): SlackMessage {
  if (people.length === 0)
    return linesAnswer(
      [[{ text: `Nobody here goes by ${clip(oneLine(cleanText(handle)), 80)}.` }]],
      'Nobody here goes by this handle.',
    )
  const lines = people.flatMap((person) => personLines(person, now))
  return linesAnswer(lines, 'Who they are to us')
}

function personLines(person: KnownPerson, now: number): Part[][] {
  const accounts = person.authors
    .slice(0, ACCOUNTS_SHOWN)
    .map(({ handle, network }) => `${cleanName(handle ?? 'unnamed', 60)} on ${nameOf(network)}`)
  const standing = [
    ...(person.stage === null ? [] : [person.stage.replaceAll('_', ' ')]),
    ...((person.strikes ?? 0) > 0 ? [count(person.strikes ?? 0, 'bad experience')] : []),
    count(person.posts.length, 'post'),
  ]
  return [
    [
      { text: cleanName(person.name, 60), bold: true },
      { text: ` (${accounts.join(', ')}): ${standing.join(', ')}.` },
    ],
    ...(person.next_step === null ? [] : [[{ text: `Next: ${cleanName(person.next_step, 200)}` }]]),
    ...person.posts
      .slice(0, POSTS_SHOWN)
      .map((post): Part[] => [
        { text: `${nameOf(post.network)}, ${ago(post.at, now, person.zone)}: ` },
        { text: `“${clip(oneLine(cleanText(post.text)), 200)}”` },
      ]),
  ]
}

function nameOf(network: string): string {
  return isNetwork(network) ? networkName(network) : network
}
