import type { WebClient } from '@slack/web-api'
import { judgeDigest } from '../analysis/figures/judge-digest.ts'
import type { Clock } from '../core/clock.ts'
import { DIGEST_LATE_MS } from '../core/digest-time.ts'
import type { DigestWords } from '../core/digest-words.ts'
import { messageOf, NetworkError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { type CaseFacts, readCaseFacts } from '../db/case-facts.ts'
import type { Database } from '../db/database.ts'
import { readDigestWords } from '../db/digest-words.ts'
import {
  findDigestThread,
  type KeptDigest,
  queueDigestThread,
  readDigest,
  setDigestMessage,
  threadKey,
} from '../db/digests.ts'
import type { OutboxRow } from '../db/queue.ts'
import type { CaseView } from '../views/case-view.ts'
import { type DigestCard, digestCard } from '../views/digest-card.ts'
import { type ChartMode, digestMessage } from '../views/digest-message.ts'
import { chartWords } from '../views/digest-text.ts'
import { digestThread } from '../views/digest-thread.ts'
import { feelingPicture } from '../views/feeling-chart.ts'
import { type CardSender, createFallback } from './card-sender.ts'
import { drawPicture } from './draw-picture.ts'
import { channelOf, createSlackPost } from './slack-post.ts'
import { tellUnreached } from './unreached.ts'
import { uploadPicture } from './upload-picture.ts'

/** One message a second and channel; edits 40 a minute (source: Slack rate limits). */
const POST_GAP_MS = 1000
const UPDATE_GAP_MS = 1500
/** An edit takes out what somebody removed, so it is tried for long. */
const EDIT_GIVE_UP_MS = 7 * 86_400_000
/** Slack works on a file for a while before a message can show it (facts on Slack, A2). */
const FILE_WAITS_MS = [500, 1000, 2000, 3000, 3500]
const SIZE = { width: 720, height: 220 }
const REFUSED_BLOCK = /\binvalid_blocks\b/
const ALT_MAX = 900

export interface DigestSenderDeps {
  db: Database
  clock: Clock
  log: Logger
  slack: WebClient
  replyRight(facts: CaseFacts): CaseView['reply']
}

type Trx = Parameters<Parameters<Database['transaction']>[0]>[0]

/** Tells digests and takes out of them what is gone; the kinds `digest.post`, `digest.thread` and `digest.update` of the outbox. */
export function createDigestSenders(deps: DigestSenderDeps): Record<string, CardSender> {
  const { post, find, edit } = createSlackPost(deps.slack, deps.clock)
  return {
    'digest.post': {
      send,
      giveUpAfterMs: DIGEST_LATE_MS,
      laneGapMs: POST_GAP_MS,
      dead: createFallback(deps),
    },
    'digest.thread': { send: sendThread, giveUpAfterMs: DIGEST_LATE_MS, laneGapMs: POST_GAP_MS },
    'digest.update': {
      send: redraw,
      giveUpAfterMs: EDIT_GIVE_UP_MS,
      laneGapMs: UPDATE_GAP_MS,
      dead: tellKept,
    },
  }

  async function send(row: OutboxRow, uncertain: boolean) {
    const digest = await digestOf(row)
    if (digest.slackTs !== null) return {}
    const { card, words } = await draw(digest)
    const place = { channel: channelOf(row) }
    const found = uncertain ? await find(place, row) : null
    if (found !== null) return told(row, digest, { card, words }, { ts: found, fileId: null })
    if (deps.clock.now() - digest.dueAt > DIGEST_LATE_MS)
      throw new NetworkError(
        'refused',
        'This digest is more than four hours late, so it is not sent.',
      )
    const sent = await postWithChart(digest, card, (message) => post(place, message, row))
    return told(row, digest, { card, words }, sent)
  }

  /** With Slack's own chart; with our picture where it is refused; with the numbers alone where that fails, too. */
  async function postWithChart(
    digest: KeptDigest,
    card: DigestCard,
    send: (message: ReturnType<typeof digestMessage>) => Promise<string>,
  ): Promise<{ ts: string; fileId: string | null }> {
    const as = async (chart: ChartMode) => send(digestMessage(card, digest, chart))
    try {
      return { ts: await as({ by: 'slack' }), fileId: null }
    } catch (error) {
      if (!isBlockRefused(error) || card.isEmpty) throw error
    }
    const fileId = await upload(card)
    for (const wait of fileId === null ? [] : FILE_WAITS_MS)
      try {
        return { ts: await as({ by: 'picture', fileId: fileId ?? '' }), fileId }
      } catch (error) {
        if (!isBlockRefused(error)) throw error
        await deps.clock.sleep(wait)
      }
    return { ts: await as({ by: 'numbers' }), fileId: null }
  }

  /** Null where the app may not upload or Slack does not take it: the numbers stand in the message anyway. */
  async function upload(card: DigestCard): Promise<string | null> {
    try {
      const png = drawPicture(feelingPicture(card.chart.points, SIZE))
      const alt = chartWords(card.chart).slice(0, ALT_MAX)
      return await uploadPicture(deps.slack, png, {
        name: 'feeling.png',
        title: card.chart.title,
        alt,
      })
    } catch (error) {
      deps.log.warn({ detail: messageOf(error) }, 'the chart of a digest was not uploaded')
      return null
    }
  }

  async function redraw(row: OutboxRow) {
    const digest = await digestOf(row)
    if (digest.slackTs === null) return {}
    const { card, words } = await draw(digest)
    const place = { channel: channelOf(row), ts: digest.slackTs }
    const update = async (message: ReturnType<typeof digestMessage>, ts = place.ts) => {
      await edit({ ...place, ts }, message)
      return ts
    }
    const threadTs = await findThread(digest, place)
    const thread = digestThread(card, digest)
    if (threadTs !== null && thread !== null) await update(thread, threadTs)
    const { picture } = digest
    if (picture === null) {
      const sent = await postWithChart(digest, card, update)
      return told(row, digest, { card, words }, sent)
    }
    const ts = await update(digestMessage(card, digest, { by: 'picture', fileId: picture }))
    return told(row, digest, { card, words }, { ts, fileId: picture })
  }

  /** What was told in the thread is forgotten here after a while, and Slack still knows it. */
  async function findThread(
    { id, dueAt }: KeptDigest,
    { channel, ts: threadTs }: { channel: string; ts: string },
  ): Promise<string | null> {
    const known = await findDigestThread(deps.db.kysely, id)
    if (known !== null) return known
    return find({ channel, threadTs }, { key: threadKey(id), created_at: dueAt })
  }

  /** A digest is drawn again only to take something out of it. */
  async function tellKept(trx: Trx, row: OutboxRow, error: string): Promise<void> {
    const { digestId } = JSON.parse(row.payload) as { digestId: number }
    const digest = await readDigest(trx, digestId)
    if (digest !== null && digest.slackTs !== null)
      await tellUnreached(trx, { row, ts: digest.slackTs, error }, deps)
  }

  /** What stands behind the digest, in its thread. */
  async function sendThread(row: OutboxRow, uncertain: boolean) {
    const digest = await digestOf(row)
    const message = digestThread((await draw(digest)).card, digest)
    if (digest.slackTs === null || message === null) return {}
    const place = { channel: channelOf(row), threadTs: digest.slackTs }
    const found = uncertain ? await find(place, row) : null
    return { result: found ?? (await post(place, message, row)) }
  }

  function told(
    row: OutboxRow,
    digest: KeptDigest,
    { card, words }: { card: DigestCard; words: DigestWords },
    { ts, fileId: picture }: { ts: string; fileId: string | null },
  ) {
    const channel = channelOf(row)
    const mentions = [
      ...[...words.cases.values()].filter(({ text }) => text !== null).map((one) => one.mentionId),
      ...words.quotes.keys(),
    ]
    const about = { channel, slackTs: ts, picture, mentions, people: [...words.people.keys()] }
    return {
      result: ts,
      async apply(trx: Trx) {
        await setDigestMessage(trx, digest.id, about)
        if (digest.slackTs !== null || card.isEmpty) return
        const { nextId } = deps.db
        await queueDigestThread(trx, { id: digest.id, channel, nextId, now: deps.clock.now() })
      },
    }
  }

  async function draw(digest: KeptDigest): Promise<{ card: DigestCard; words: DigestWords }> {
    const { facts } = digest
    const words = await readDigestWords(deps.db.kysely, facts)
    const may = new Map<number, boolean>()
    for (const { caseId } of facts.todo) {
      const found = await readCaseFacts(deps.db.kysely, caseId)
      may.set(caseId, found !== null && deps.replyRight(found).may)
    }
    const mayReply = (caseId: number) => may.get(caseId) ?? false
    return { card: digestCard({ facts, words, judged: judgeDigest(facts), mayReply }), words }
  }

  async function digestOf(row: OutboxRow): Promise<KeptDigest> {
    const { digestId } = JSON.parse(row.payload) as { digestId: number }
    const digest = await readDigest(deps.db.kysely, digestId)
    if (digest === null) throw new NetworkError('refused', 'The digest no longer exists.')
    return digest
  }
}

function isBlockRefused(error: unknown): boolean {
  return (
    error instanceof NetworkError && error.code === 'refused' && REFUSED_BLOCK.test(error.message)
  )
}
