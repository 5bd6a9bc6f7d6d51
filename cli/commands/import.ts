import type { Command } from 'commander'
import { createLayeredUnderstander } from '../../analysis/layers/layered-understander.ts'
import type { Cursor } from '../../connectors/connector.ts'
import { parseColumnMap } from '../../connectors/import/columns.ts'
import { createImportConnector } from '../../connectors/import/connector.ts'
import { type ImportSummary, importFile } from '../../connectors/import/import-file.ts'
import { UsageError } from '../../core/errors.ts'
import { isNetwork } from '../../core/network.ts'
import { createBatchWriter } from '../../db/batch-writer.ts'
import type { Database } from '../../db/database.ts'
import { compileSources } from '../../pipeline/compile-sources.ts'
import { createIngest, type IngestResult } from '../../pipeline/ingest.ts'
import { createMixReader } from '../../pipeline/stream-mixes.ts'
import { loadWatchList } from '../../pipeline/watch-list.ts'
import { count } from '../../views/words.ts'
import type { CommandContext } from '../context.ts'
import { firstBrand } from '../first-brand.ts'
import { readWeights } from '../weights.ts'

interface ImportFlags {
  network?: string
  brand?: string
  map?: string[]
  dryRun?: boolean
  asLive?: boolean
  json?: boolean
}

const DAY_MS = 86_400_000

/** `import`: past posts from a file, resumable, with the faults of each row. */
export function addImport(program: Command, ctx: CommandContext): void {
  program
    .command('import')
    .description(
      'take past posts from a CSV, TSV or JSONL file; run it again and it goes on where it stopped',
    )
    .argument('<file>')
    .option('--network <name>', 'network of rows that name none')
    .option(
      '--brand <id>',
      'the posts are about this brand and no other, whether or not they name it; without it your queries decide',
    )
    .option('--map <field=column...>', 'which column holds what, for example text=body id=post_id')
    .option('--dry-run', 'read and check only; nothing is stored')
    .option('--as-live', 'play the posts as if they came now: with cards')
    .option('--json', 'machine-readable output')
    .action((file: string, flags: ImportFlags) => runImport(ctx, file, flags))
}

async function runImport(ctx: CommandContext, file: string, flags: ImportFlags): Promise<void> {
  const out = ctx.output(flags.json === true)
  const network = flags.network ?? 'import'
  if (!isNetwork(network))
    throw new UsageError(`--network is "${network}", which Earshot does not know.`)
  const brand = flags.brand
  if (brand !== undefined) await ctx.withDatabase((db) => firstBrand(db, brand))
  const now = ctx.clock.now()
  const options = {
    path: file,
    network,
    columns: parseColumnMap(flags.map ?? []),
    connectionId: 'import',
    now: () => ctx.clock.now(),
    signal: ctx.signal,
    // Rows without a time, played as live, are spread over the last day.
    ...(flags.asLive === true ? { missingTime: (at: number) => now - DAY_MS * (1 - at) } : {}),
  }
  if (flags.dryRun === true) {
    const { summary } = await drain(importFile(options), async () => {}, out.progress)
    return report(ctx, flags, summary, null)
  }
  await ctx.withDatabase(async (db) => {
    const mixes = await createMixReader(db)(ctx.clock.now())
    const watchList = await loadWatchList(db, compileSources, mixes)
    if (watchList.brands.size === 0)
      throw new UsageError(
        'There is no brand yet, so nothing could match. Run "earshot apply" first.',
      )
    const ingest = createIngest({
      db,
      writer: createBatchWriter(db),
      clock: ctx.clock,
      understander: createLayeredUnderstander(
        readWeights(),
        ({ brand }) => watchList.layers?.get(brand?.id ?? ''),
        ({ brand }) => watchList.mixes?.get(brand?.id ?? ''),
      ),
      watchList: () => watchList,
    })
    const { policy } = createImportConnector(options).capabilities()
    const stored: IngestResult = {
      inserted: 0,
      edited: 0,
      removed: 0,
      casesOpened: 0,
      casesJoined: 0,
      dropped: 0,
      failed: 0,
    }
    // The same file for another brand is another import.
    const stream = brand === undefined ? `import:${file}` : `import:${brand}:${file}`
    const { summary } = await drain(
      importFile(options, await readCursor(db, stream)),
      async (batch) => {
        const result = await ingest(batch, {
          connectionId: 'import',
          stream,
          policy,
          history: flags.asLive !== true,
          aboutBrand: brand,
        })
        for (const key of Object.keys(stored) as (keyof IngestResult)[]) stored[key] += result[key]
      },
      out.progress,
    )
    report(ctx, flags, summary, stored)
  })
}

type Batches = ReturnType<typeof importFile>
type ImportBatch = Batches extends AsyncGenerator<infer B> ? B : never

async function drain(
  batches: Batches,
  store: (batch: ImportBatch) => Promise<void>,
  progress: (done: number, total: number | null, what: string) => void,
): Promise<{ summary: ImportSummary }> {
  for (;;) {
    const next = await batches.next()
    if (next.done === true) return { summary: next.value }
    await store(next.value)
    const { offset, size } = next.value.cursor
    progress(offset, size, 'bytes')
  }
}

async function readCursor(db: Database, stream: string): Promise<Cursor | null> {
  const row = await db.kysely
    .selectFrom('cursor')
    .select('value')
    .where('connection_id', '=', 'import')
    .where('stream', '=', stream)
    .executeTakeFirst()
  return row === undefined ? null : (JSON.parse(row.value) as Cursor)
}

function report(
  ctx: CommandContext,
  flags: ImportFlags,
  summary: ImportSummary,
  stored: IngestResult | null,
): void {
  const out = ctx.output(flags.json === true)
  if (flags.json === true) return out.json({ ...summary, stored })
  out.line(
    `${count(summary.rows, 'row')} read, ${count(summary.mentions, 'post')}, ${count(summary.failed, 'row')} with a fault.`,
  )
  if (summary.withoutAuthor > 0)
    out.line(
      `${count(summary.withoutAuthor, 'post')} without an author: history of unknown people.`,
    )
  if (summary.withoutTime > 0)
    out.line(
      `${count(summary.withoutTime, 'post')} without a time: ${flags.asLive === true ? 'spread over the last day' : 'the time of the file stands in'}.`,
    )
  for (const { line, reason } of summary.errors.slice(0, 20)) out.line(`Line ${line}: ${reason}`)
  if (stored === null) out.line('This was a dry run; nothing was stored.')
  else
    out.line(
      `This run: ${stored.inserted} stored, ${stored.edited} changed, ${stored.dropped} not about your brands or known already, ${stored.casesOpened} cases opened, ${stored.casesJoined} joined.`,
    )
}
