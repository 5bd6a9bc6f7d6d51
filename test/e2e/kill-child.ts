import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sendReply } from '../../actions/send-reply.ts'
import { thankAuthor } from '../../actions/thank-author.ts'
import { createRuleUnderstander } from '../../analysis/understand/rule-understander.ts'
import { demoSeal } from '../../cli/commands/demo.ts'
import { openDesk } from '../../cli/compose.ts'
import { createConnectionCtx } from '../../cli/connection-ctx.ts'
import { createDemoConnector } from '../../cli/demo/demo-connector.ts'
import { readDemoPosts } from '../../cli/demo/demo-posts.ts'
import type { Connector } from '../../connectors/connector.ts'
import { RefusedError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import { openDatabase } from '../../db/database.ts'
import { compileSources } from '../../pipeline/compile-sources.ts'
import { createQuickClock } from './slack-desk.ts'

/**
 * A desk in a process of its own, made to be killed: the demo's networks, whose answers go into a file, and a
 * member of staff who answers every case once. Says a line before and after whatever it does, "idle" at the end.
 */
const [, , folder = '', epoch = '0'] = process.argv
const clock = createQuickClock(50, Number(epoch))
const db = await openDatabase({ url: join(folder, 'desk.db'), clock, node: 5 })
const file = join(folder, 'replies.jsonl')
const say = (line: string) => process.stdout.write(`${line}\n`)

const posts = readDemoPosts().map((post, index) => ({ index, post }))
const liveFrom = Math.floor(posts.length / 2)
const ends = new Map<string, number>()
const connectors = new Map<string, Connector>()
for (const { id } of await db.kysely.selectFrom('connection').select('id').execute()) {
  const mine = posts.filter(({ post }) => `demo-${post.network}` === id)
  const network = mine[0]?.post.network ?? 'bluesky'
  const plan = { posts: mine, liveFrom, liveMs: 1, total: posts.length }
  ends.set(id, Math.max(liveFrom, (mine.at(-1)?.index ?? 0) + 1))
  connectors.set(id, {
    ...createDemoConnector(network, plan, []),
    async reply(to, text, { idempotencyKey }) {
      say('replying')
      appendFileSync(file, `${JSON.stringify({ to: to.key, key: idempotencyKey, text })}\n`)
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

const seal = demoSeal()
const world = { db, clock, random: Math.random, log: silentLogger, seal }
const ctxOf = await createConnectionCtx({
  ...world,
  env: () => undefined,
  capUsd: new Map(),
  allowPrivateAddresses: false,
})
await openDesk({
  ...world,
  understander: createRuleUnderstander(),
  compileQueries: compileSources,
  connectors,
  ctxOf,
  slack: null,
  ingestUrl: null,
  readFile: null,
  port: null,
  demoStaffId: null,
})

const ctx = { db, clock, openCode: seal.open }
for (;;) {
  const open = await db.kysely
    .selectFrom('case')
    .select(['id', 'kind', 'version'])
    .where('status', '=', 'new')
    .limit(3)
    .execute()
  for (const row of open) {
    say('pressing')
    await answer(row.id, row.kind, row.version)
    say('pressed')
  }
  const stored = await db.kysely.selectFrom('cursor').selectAll().execute()
  const after = stored.filter(
    (row) => (JSON.parse(row.value) as { next: number }).next >= (ends.get(row.connection_id) ?? 0),
  )
  say(`heard ${stored.length}`)
  const waiting = await db.kysely
    .selectFrom('outbox')
    .select('id')
    .where('state', 'in', ['pending', 'leased', 'ambiguous'])
    .execute()
  if (open.length === 0 && after.length === ends.size && waiting.length === 0) break
  await clock.sleep(500)
}
say('idle')

/** The same press after every restart has the same key. */
async function answer(caseId: number, kind: string, seenVersion: number): Promise<void> {
  const actor = { staffId: 'mara', surface: 'cli' as const }
  const press = {
    caseId,
    seenVersion,
    text: 'Thank you for telling us.',
    pressKey: `auto:${caseId}`,
  }
  if (kind !== 'praise') {
    await sendReply(ctx, actor, press)
    return
  }
  const gift = { poolId: 'cake', reason: 'kind words' }
  await thankAuthor(ctx, actor, { ...press, gift }).catch(async (error: unknown) => {
    if (!(error instanceof RefusedError)) throw error
    await thankAuthor(ctx, actor, { ...press, gift: null })
  })
}
