import { ApiResponseError, type ApiV2Includes, type TweetV2 } from 'twitter-api-v2'
import { NetworkError } from '../../core/errors.ts'
import type { Ctx, Item } from '../connector.ts'
import { EXPANSIONS, POST_FIELDS } from './mention.ts'
import { dearestPost, spendOnWords } from './meter.ts'
import { itemOf, textOr } from './page.ts'
import { X_PRICES } from './prices.ts'
import { tagOf } from './rules.ts'
import { OutOfMoney } from './search.ts'
import type { Reading } from './timeline.ts'
import type { Line } from './wire.ts'

/** The line was lost, which is nobody's fault: it is tried again soon. */
export class StreamEnded extends NetworkError {
  constructor(why: string) {
    super('transient', why)
  }
}

/** The filtered stream, each post of it paid for. */
export interface PaidStream {
  /** What has come; `fault` is why nothing more will come, to be thrown after the items are stored. */
  take(): { items: Item[]; costUsd: number; fault: Error | null }
  /** When it counts as dead if nothing comes until then, epoch ms. */
  deadline(): number
  wait(signal: AbortSignal): Promise<void>
  close(): void
}

interface Frame {
  data?: TweetV2
  includes?: ApiV2Includes
  matching_rules?: { tag?: unknown }[]
  errors?: { title?: unknown; detail?: unknown }[]
}

const PATH = 'tweets/search/stream'
const AT_ONCE = 200
/** Posts paid ahead: they come without asking. */
const AHEAD = 25

/** Connects; throws OutOfMoney where not one more post can be paid. */
export async function openStream(reading: Reading, ctx: Ctx): Promise<PaidStream> {
  const { x, us, meter, withAuthors } = reading
  const each = dearestPost(X_PRICES.postRead, withAuthors)
  let purse = 0

  const fill = (): boolean => {
    if (purse >= each) return true
    for (const posts of [AHEAD, 1]) {
      if (!spendOnWords(ctx, posts * each)) continue
      purse += posts * each
      return true
    }
    return false
  }
  const emptyPurse = () => {
    ctx.spend(-purse)
    purse = 0
  }

  if (!fill()) throw new OutOfMoney()
  const query = { ...POST_FIELDS, ...(withAuthors ? EXPANSIONS : {}) }
  const socket = await x.open(ctx, PATH, query).catch(async (error: unknown) => {
    emptyPurse()
    if (!isCrowded(error)) throw error
    await x.call(ctx, 'read', (client) => client.v2.delete('connections/all'), 'app')
    throw new StreamEnded('X still counted our last connection, which is closed now.')
  })

  function read(line: Line): { item: Item | null; usd: number; fault: Error | null } {
    const poison = (reason: string) => ({
      item: { type: 'poison' as const, raw: line.text, reason },
      usd: 0,
      fault: null,
    })
    if (line.fault !== undefined) return poison(line.fault)
    const frame = parse(line.text)
    if (frame === null) return poison('The line is no JSON object.')
    const { data, includes, errors } = frame
    if (data === undefined && Array.isArray(errors)) {
      const [first] = errors
      const why = textOr(first?.detail, textOr(first?.title, 'no reason'))
      return { item: null, usd: 0, fault: new StreamEnded(`X ended the stream: ${why}`) }
    }
    if (typeof data !== 'object' || data === null) return poison('The line holds no post.')
    const usd = meter.priceOf(
      { data: [data], ...(includes ? { includes } : {}) },
      X_PRICES.postRead,
      ctx.clock.now(),
    )
    if (!isOurs(frame, ctx)) return { item: null, usd, fault: null }
    const { connectionId, clock } = ctx
    const how = { connectionId, us, receivedAt: clock.now(), found: 'keyword' as const }
    return { item: itemOf(data, includes, how), usd, fault: null }
  }

  return {
    take() {
      const items: Item[] = []
      let costUsd = 0
      for (const line of socket.take(AT_ONCE)) {
        const { item, usd, fault } = read(line)
        costUsd += usd
        purse -= usd
        if (item !== null) items.push(item)
        if (fault !== null) return { items, costUsd, fault }
        if (!fill()) return { items, costUsd, fault: new OutOfMoney() }
      }
      const ended = items.length === 0 ? socket.ended() : null
      return { items, costUsd, fault: ended === null ? null : new StreamEnded(ended) }
    },
    deadline: socket.deadline,
    wait: socket.wait,
    close() {
      socket.close()
      emptyPurse()
    },
  }
}

function parse(text: string): Frame | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

/** A post that only the rules of somebody else found; where X names no rule it may be ours. */
function isOurs({ matching_rules: rules }: Frame, ctx: Ctx): boolean {
  if (!Array.isArray(rules) || rules.length === 0) return true
  const prefix = tagOf(ctx.connectionId, '')
  return rules.some(
    (rule) => rule?.tag !== undefined && textOr(rule.tag, prefix).startsWith(prefix),
  )
}

/** X has not noticed yet that our last connection is dead, or somebody else uses our keys. */
function isCrowded(error: unknown): boolean {
  const cause = error instanceof NetworkError ? error.cause : null
  if (!(cause instanceof ApiResponseError)) return false
  const data = cause.data as { connection_issue?: unknown } | undefined
  return data?.connection_issue === 'TooManyConnections'
}
