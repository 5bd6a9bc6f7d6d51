import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { claimCase } from '../../actions/claim-case.ts'
import { decideGrant } from '../../actions/decide-grant.ts'
import { decideReply } from '../../actions/decide-reply.ts'
import { resolveCase } from '../../actions/resolve-case.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { thankAuthor } from '../../actions/thank-author.ts'
import { openDesk } from '../../cli/compose.ts'
import { createConnectionCtx } from '../../cli/connection-ctx.ts'
import { createDemoConnector } from '../../cli/demo/demo-connector.ts'
import type { Connector } from '../../connectors/connector.ts'
import { RefusedError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import { createSeal } from '../../core/seal.ts'
import { openDatabase } from '../../db/database.ts'
import { plainReader, plainWords } from '../support/listening-desk.ts'
import { createQuickClock } from '../support/quick-clock.ts'
import { endOf, FACTOR, killPlans } from './kill-world.ts'

/**
 * A desk in a process of its own, made to be killed: networks whose answers go into a file, a Slack outside of
 * it, and a team that claims, answers, agrees and resolves. Says a line before and after whatever it does,
 * "idle" when nothing is left.
 */
// A killed process leaves no cache behind, so every start writes what is new in it.
flushCompileCache()

/** People and networks take their time, so that there is a midst to be killed in. */
const BETWEEN_POSTS_MS = 5000
const BETWEEN_PRESSES_MS = 400

const [
  ,
  ,
  folder = '',
  begin,
  asleepSince,
  apiUrl = '',
  botToken = '',
  appToken = '',
  key = '',
  last,
] = process.argv
if (folder === '') process.exit(0)
const begun = Number(begin) + Date.now() - Number(asleepSince)
const clock = createQuickClock(FACTOR, begun)
const db = await openDatabase({ url: join(folder, 'desk.db'), clock, node: 5, durable: false })
const file = join(folder, 'replies.jsonl')
const say = (line: string) => process.stdout.write(`${line}\n`)
say(`up ${begun}`)

let answers = 0
const plans = killPlans()
const connectors = new Map<string, Connector>()
for (const [id, { network, plan }] of plans) {
  const inner = createDemoConnector(network, plan, [])
  connectors.set(id, {
    ...inner,
    async *listen(cursor, ctx) {
      for await (const batch of inner.listen(cursor, ctx)) {
        say('heard')
        yield batch
        say('stored')
        await ctx.clock.sleep(BETWEEN_POSTS_MS, ctx.signal)
      }
    },
    async reply(to, text, { idempotencyKey }) {
      say('replying')
      answers++
      appendFileSync(file, `${JSON.stringify({ to: to.key, key: idempotencyKey, text })}\n`)
      // The network has it, and the desk dies before it hears so.
      if (answers >= Number(last)) process.kill(process.pid, 'SIGKILL')
      say('replied')
      return { nativeId: idempotencyKey, url: null }
    },
    async findReply(_to, _text, { idempotencyKey }) {
      const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
      const found = lines.some((line) => line.includes(JSON.stringify(idempotencyKey)))
      return found ? { nativeId: idempotencyKey, url: null } : null
    },
  })
}

const seal = createSeal(key)
const world = { db, clock, random: Math.random, log: silentLogger, seal }
const ctxOf = await createConnectionCtx({
  ...world,
  env: () => undefined,
  capUsd: new Map(),
  allowPrivateAddresses: false,
})
await openDesk({
  ...world,
  understander: plainReader,
  compileQueries: plainWords,
  connectors,
  ctxOf,
  slack: {
    botToken,
    apiUrl,
    door: { mode: 'socket', appToken },
    inboxFile: join(folder, 'inbox.db'),
  },
  ingestUrl: null,
  readFile: null,
  port: null,
  demoStaffId: null,
})

interface Row {
  id: number
  kind: string
  status: string
  version: number
}

const ctx = { db, clock, openCode: seal.open }
const as = (staffId: string) => ({ staffId, surface: 'cli' as const })
const { kysely } = db

for (;;) {
  const open = await kysely
    .selectFrom('case')
    .select(['id', 'kind', 'status', 'version'])
    .where('status', 'in', ['new', 'claimed', 'waiting_approval', 'replied'])
    .orderBy('id')
    .execute()
  for (const row of open) if (await press(row)) await clock.sleep(BETWEEN_PRESSES_MS)
  const heard = await kysely.selectFrom('cursor').selectAll().execute()
  const ended = heard.filter(({ connection_id, value }) => {
    const plan = plans.get(connection_id)?.plan
    return plan !== undefined && (JSON.parse(value) as { next: number }).next >= endOf(plan)
  })
  const waiting = await kysely
    .selectFrom('outbox')
    .select('id')
    .where('state', 'in', ['pending', 'leased', 'ambiguous'])
    .limit(1)
    .execute()
  if (open.length === 0 && ended.length === plans.size && waiting.length === 0) break
  await clock.sleep(500)
}
say('idle')

/** The next step of a case; the same press after every restart has the same key. */
async function press(row: Row): Promise<boolean> {
  const reply = await kysely
    .selectFrom('reply')
    .select('state')
    .where('case_id', '=', row.id)
    .executeTakeFirst()
  if (row.status === 'claimed' && reply !== undefined && reply.state !== 'failed') return false
  say(`pressing ${row.status}`)
  await verb(row, reply === undefined).catch((error: unknown) => {
    // The pipeline or the outbox was faster; the next round looks again.
    if (!(error instanceof RefusedError)) throw error
  })
  say('pressed')
  return true
}

async function verb(row: Row, isFirst: boolean): Promise<void> {
  if (row.status === 'new') return claimCase(ctx, as('ines'), row.id)
  if (row.status === 'claimed' && isFirst) return answer(row)
  if (row.status !== 'waiting_approval') return resolveCase(ctx, as('mara'), row.id)
  const grant = await kysely
    .selectFrom('reward_grant')
    .select('id')
    .where('case_id', '=', row.id)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  if (grant === undefined) return decideWords(row)
  await decideGrant(ctx, as('leo'), { grantId: grant.id, approve: true })
}

/** The first replies of somebody new want a second look. */
async function decideWords(row: Row): Promise<void> {
  const reply = await kysely
    .selectFrom('reply')
    .select('id')
    .where('case_id', '=', row.id)
    .where('state', '=', 'waiting_approval')
    .executeTakeFirst()
  if (reply !== undefined)
    await decideReply(ctx, as('leo'), { replyId: reply.id, approve: true, reason: '' })
}

async function answer(row: Row): Promise<void> {
  const input = {
    caseId: row.id,
    seenVersion: row.version,
    text: 'Thank you for telling us.',
    pressKey: `auto:${row.id}`,
  }
  if (row.kind !== 'praise') {
    await sendReply(ctx, as('ines'), input)
    return
  }
  const gift = { poolId: 'cake', reason: 'kind words' }
  await thankAuthor(ctx, as('ines'), { ...input, gift }).catch(async (error: unknown) => {
    if (!(error instanceof RefusedError)) throw error
    await thankAuthor(ctx, as('ines'), { ...input, gift: null })
  })
}
