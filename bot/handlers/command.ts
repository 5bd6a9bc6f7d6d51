import type { App, RespondFn, webApi } from '@slack/bolt'
import type { Actor } from '../../actions/context.ts'
import { muteForBrand, unmuteForBrand } from '../../actions/mute-word.ts'
import { RefusedError } from '../../core/errors.ts'
import {
  brandsOfChannel,
  findHandle,
  findPosts,
  readAccount,
  readMutedWords,
} from '../../db/commands.ts'
import { findPeople } from '../../db/find-people.ts'
import { readHome } from '../../db/home.ts'
import { readPersonCard } from '../../db/person-card.ts'
import { readPersonPage } from '../../db/person-page.ts'
import { briefAnswer, statusAnswer } from '../../views/brief.ts'
import {
  helpAnswer,
  linesAnswer,
  mineAnswer,
  mutedAnswer,
  searchAnswer,
} from '../../views/command-answers.ts'
import type { SlackMessage } from '../../views/slack-blocks.ts'
import { whoAnswer } from '../../views/who-answer.ts'
import { type BotDeps, staffOf } from '../deps.ts'
import { readBrief } from '../read-brief.ts'
import { openCheck } from './check.ts'
import { openLog } from './log-post.ts'
import { openPlaybooks } from './playbook.ts'

/** What somebody typed, and where. */
interface Typed {
  actor: Actor
  rest: string
  channel: string
  triggerId: string
  client: webApi.WebClient
}

/** A message for whoever typed it, or null where a dialog is the answer. */
type Command = (deps: BotDeps, typed: Typed) => Promise<SlackMessage | null>

const SEARCH_SHOWN = 5
const PEOPLE_SHOWN = 3

const HELP = [
  ['/earshot brief', 'today in a few lines'],
  ['/earshot status', 'what waits, and how the sources are'],
  ['/earshot mine', 'your open cases'],
  ['/earshot search WORDS', 'the newest posts that hold all the words'],
  ['/earshot who @handle', 'who somebody is to us, also by their name'],
  ['/earshot mute WORD', 'posts with it make no cards; without a word, what is muted'],
  ['/earshot unmute WORD', 'hear it again'],
  ['/earshot log URL', 'opens a case for a post that we did not see'],
  ['/earshot playbook', 'how the team answers; with a name, that one'],
  ['/earshot check', '20 posts of last week, to see how often we are right'],
] as const

const COMMANDS: Readonly<Record<string, Command>> = {
  brief: async (deps, { channel }) => briefAnswer(...(await readBrief(deps, channel))),
  status: async (deps, { channel }) => statusAnswer(...(await readBrief(deps, channel))),
  mine: showMine,
  search: search,
  who: showWho,
  mute: mute,
  unmute: unmute,
  log: openLog,
  check: openCheck,
  playbook: openPlaybooks,
  help: async () => helpAnswer(HELP),
}

/** `/earshot …`: acknowledge, authorise, one read or one action, answered for the typist's eyes alone. */
export function registerCommand(app: App, deps: BotDeps): void {
  app.command('/earshot', async ({ ack, body, command, client, respond }) => {
    await ack()
    const answer = (message: SlackMessage) => tell(deps, respond, message)
    const actor = await staffOf(deps, body.user_id)
    const [, word = '', rest = ''] = /^\s*(\S*)\s*([\s\S]*)$/.exec(command.text ?? '') ?? []
    const name = word === '' ? 'help' : word.toLowerCase()
    const run = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (run === undefined) return answer(helpAnswer(HELP, name))
    const typed = {
      actor,
      rest: rest.trim(),
      channel: body.channel_id,
      triggerId: body.trigger_id,
      client,
    }
    const message = await run(deps, typed)
    if (message !== null) await answer(message)
  })
}

async function tell(deps: BotDeps, respond: RespondFn, message: SlackMessage): Promise<void> {
  const { text, blocks } = message
  const said = { response_type: 'ephemeral', text, blocks: blocks as never } as const
  await respond(said).catch((error: unknown) =>
    deps.log.warn({ error }, 'could not answer a command'),
  )
}

async function showMine({ reader, ctx }: BotDeps, { actor }: Typed): Promise<SlackMessage> {
  const now = ctx.clock.now()
  const facts = await readHome(reader.kysely, actor.staffId, now)
  return mineAnswer(facts?.mine ?? { rows: [], total: 0 }, now, facts?.zone ?? 'UTC')
}

async function search(
  { reader, archive, ctx }: BotDeps,
  { rest, channel }: Typed,
): Promise<SlackMessage> {
  if (!/[\p{L}\p{N}]/u.test(rest))
    return linesAnswer([[{ text: 'Say in words what to look for: /earshot search oat milk' }]])
  const brands = await brandsOfChannel(reader.kysely, channel)
  const brandIds = brands.filter((brand) => brand.channel === channel).map(({ id }) => id)
  const posts = await findPosts(archive, { text: rest, limit: SEARCH_SHOWN, brandIds })
  return searchAnswer(rest, posts, ctx.clock.now(), brands[0]?.zone ?? 'UTC')
}

async function showWho({ archive, ctx }: BotDeps, { rest, channel }: Typed): Promise<SlackMessage> {
  if (rest === '') return linesAnswer([[{ text: 'Say whom: /earshot who @handle, or a name' }]])
  const found = await findHandle(archive, rest)
  const ids =
    found.length > 0
      ? [...new Set(found.flatMap(({ personId }) => personId ?? []))]
      : await findByName(archive, rest, channel)
  const people = await Promise.all(
    ids.slice(0, PEOPLE_SHOWN).map(async (id) => {
      const [card, page] = await Promise.all([
        readPersonCard(archive.kysely, id),
        readPersonPage(archive.kysely, id),
      ])
      return card === null ? [] : [{ card, said: page?.posts ?? [] }]
    }),
  )
  const accounts = await Promise.all(
    found
      .filter(({ personId }) => personId === null)
      .slice(0, PEOPLE_SHOWN)
      .map((account) => readAccount(archive.kysely, account)),
  )
  return whoAnswer(rest, people.flat(), accounts, ctx.clock.now())
}

/** Whoever only rang or came in has a name and no handle. */
async function findByName(
  archive: BotDeps['archive'],
  name: string,
  channel: string,
): Promise<number[]> {
  const brands = await brandsOfChannel(archive.kysely, channel)
  const found = brands.map(({ id }) => findPeople(archive, id, name, PEOPLE_SHOWN))
  return (await Promise.all(found)).flat()
}

async function mute(deps: BotDeps, { actor, rest, channel }: Typed): Promise<SlackMessage> {
  const brand = await theBrand(deps, channel)
  if (rest === '')
    return mutedAnswer(brand.name, await readMutedWords(deps.reader.kysely, brand.id))
  const word = await muteForBrand(deps.ctx, actor, { brandId: brand.id, word: rest })
  return linesAnswer([
    [
      {
        text: `Posts with “${word}” make no cards for ${brand.name} from now on. They still count, and emergencies still come. To take it back, type /earshot unmute and the same words.`,
      },
    ],
  ])
}

async function unmute(deps: BotDeps, { actor, rest, channel }: Typed): Promise<SlackMessage> {
  const brand = await theBrand(deps, channel)
  if (rest === '')
    return mutedAnswer(brand.name, await readMutedWords(deps.reader.kysely, brand.id))
  const word = await unmuteForBrand(deps.ctx, actor, { brandId: brand.id, word: rest })
  return linesAnswer([[{ text: `Posts with “${word}” make cards for ${brand.name} again.` }]])
}

/** The one brand that is meant; RefusedError where it could be several. */
async function theBrand({ reader }: BotDeps, channel: string) {
  const brands = await brandsOfChannel(reader.kysely, channel)
  const [brand] = brands
  if (brand === undefined) throw new RefusedError('no_brand', 'No brand is set up yet.')
  if (brands.length > 1)
    throw new RefusedError(
      'which_brand',
      `There are ${brands.length} brands. Write this in the channel of the one you mean.`,
    )
  return brand
}
