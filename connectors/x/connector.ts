import type { Policy } from '../../core/policy.ts'
import type { Batch, Connector, Ctx, Cursor } from '../connector.ts'
import { openBook } from './book.ts'
import { diagnose } from './check.ts'
import { createXClient } from './client.ts'
import { createDirect } from './direct.ts'
import { answerChallenge, judgeEvent } from './door.ts'
import { followX } from './follow.ts'
import { createLogin } from './login.ts'
import type { Account } from './mention.ts'
import { createMeter } from './meter.ts'
import { X_LINK_WARNING, X_PRICES } from './prices.ts'
import { readRange } from './range.ts'
import { canReply, findReply, sendReply } from './reply.ts'
import type { Range, Reading } from './timeline.ts'
import { hasLink, weighText, X_MAX_CHARS } from './weigh.ts'
import { createWords } from './words.ts'

export interface XConfig {
  /** The account that listens and answers: its number and its name. */
  userId: string
  handle: string
  /** Another address than https://api.x.com, without a slash at its end. */
  baseUrl?: string
  /** Seconds between two looks; X allows one every 3 s. */
  pollSeconds?: number
  /** False leaves out authors' names and quoted posts, which may cost more than the mention itself. */
  withAuthors?: boolean
  /** Also hears posts that only hold the words of our queries; each costs. */
  words?: boolean
  /** The app's client id, where the account logged in through the browser. */
  clientId?: string
  /** Where X can reach us, as people outside see it: then it tells of mentions at once. */
  webhookUrl?: string
  /** People may be answered by direct message, where they agreed to one. */
  directMessages?: boolean
}

const POLICY: Policy = {
  mayStore: true,
  mayLinkIdentity: false,
  mayReply: 'if_tagged',
  mayDm: false,
  deletions: 'sweep',
  retentionDays: null,
  needsOptIn: false,
}

/** X: who names us, from the timeline and by events; what holds our words, from the stream and search. */
export function createXConnector(config: XConfig): Connector {
  const x = createXClient(config.baseUrl ?? 'https://api.x.com', config.clientId)
  const us: Account = { id: config.userId, username: config.handle.replace(/^@/, '') }
  const every = (config.pollSeconds ?? 60) * 1000
  const { words: hearsWords = false, withAuthors = true, webhookUrl = null } = config
  const direct = config.directMessages ?? false
  const reading: Reading = { x, us, meter: createMeter(), withAuthors }

  async function* listen(cursor: Cursor | null, ctx: Ctx): AsyncGenerator<Batch> {
    const book = openBook(cursor, ctx.clock.now())
    if (cursor === null) yield { items: [], cursor: book.cursor(), caughtUp: false }
    const words = hearsWords ? createWords(reading, ctx, book) : null
    try {
      yield* followX({ reading, ctx, book, words, webhookUrl, every })
    } finally {
      words?.close()
    }
  }

  return {
    network: 'x',
    capabilities: () => ({
      policy: { ...POLICY, mayDm: direct },
      backfill: { maxAgeMs: null },
      edits: true,
      maxReplyChars: X_MAX_CHARS,
    }),
    check: (ctx) => diagnose({ x, us, words: hearsWords, webhookUrl, direct }, ctx),
    listen,
    async *backfill(from, ctx) {
      const start = 'since' in from ? { startTime: from.since } : readPast(from.cursor)
      for await (const { items, costUsd, oldestId, last } of readRange(reading, ctx, start)) {
        const done = oldestId === null ? start : { ...start, untilId: oldestId }
        yield { items, costUsd, cursor: { v: 1, ...done }, caughtUp: last }
      }
    },
    ...(webhookUrl !== null && {
      webhook: (request, ctx) => judgeEvent(request, ctx, us.id),
      challenge: answerChallenge,
    }),
    ...(config.clientId !== undefined && { login: createLogin(x, direct) }),
    canReply,
    reply: (to, text, _options, ctx) => sendReply(x, ctx, to, text),
    ...(direct && { direct: createDirect(x, us) }),
    findReply: (to, text, options, ctx) => findReply(x, ctx, us, { to, text, options }),
    countReply: weighText,
    replyCost: (text) =>
      hasLink(text) ? { usd: X_PRICES.postWithLink, why: X_LINK_WARNING } : null,
    accountName: async () => `@${us.username}`,
  }
}

function readPast(cursor: Cursor): Range {
  const { untilId, startTime } = cursor
  return {
    ...(typeof untilId === 'string' ? { untilId } : {}),
    ...(typeof startTime === 'number' ? { startTime } : {}),
  }
}
