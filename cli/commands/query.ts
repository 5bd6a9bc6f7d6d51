import { createReadStream } from 'node:fs'
import type { Command } from 'commander'
import { backTest, type PastPost } from '../../analysis/query/back-test.ts'
import { parseQuery } from '../../analysis/query/parse-query.ts'
import type { MatchPost } from '../../analysis/query/post.ts'
import { printQuery } from '../../analysis/query/print-query.ts'
import { QueryError } from '../../analysis/query/query-error.ts'
import { messageOf, UsageError } from '../../core/errors.ts'
import type { CommandContext } from '../context.ts'
import { readTextLines } from '../read-lines.ts'

const SAMPLE = 10
const DAY_MS = 86_400_000

/** `query check` and `query test`: is it right, and what would it find. */
export function addQuery(program: Command, ctx: CommandContext): void {
  const query = program.command('query').description('check a query, or try it on posts')

  query
    .command('check')
    .description('says whether a query is right, and where it is not')
    .argument('<query>')
    .option('--json', 'machine-readable output')
    .action((source: string, flags: { json?: boolean }) => {
      const out = ctx.output(flags.json === true)
      const parsed = parse(source)
      if (flags.json === true)
        return out.json({ ok: true, query: printQuery(parsed), warnings: parsed.warnings })
      out.line(`This query is right: ${printQuery(parsed)}`)
      for (const warning of parsed.warnings) out.line(`Note: ${warning.message}`)
    })

  query
    .command('test')
    .description('tries a query on posts of a file (JSONL) or on stored ones')
    .argument('<query>')
    .option('--file <posts.jsonl>', 'posts as {"id","text",…}, one a line')
    .option('--since <days>', 'stored posts of the last days, for example 30d', '30d')
    .option('--json', 'machine-readable output')
    .action(async (source: string, flags: { file?: string; since: string; json?: boolean }) => {
      const out = ctx.output(flags.json === true)
      const query = parse(source)
      const days = Number(/^(\d{1,4})d$/.exec(flags.since)?.[1] ?? 'x')
      if (!(days > 0))
        throw new UsageError(`--since is "${flags.since}". Use days, for example 30d.`)
      const posts: PastPost[] = []
      const keep = (post: PastPost) => posts.push(post)
      if (flags.file !== undefined) await readPosts(flags.file, keep)
      else await readStored(ctx, days, keep)
      const result = {
        posts: posts.length,
        ...backTest(query, posts, {
          sampleSize: SAMPLE,
          ...(flags.file === undefined ? { spanMs: days * DAY_MS } : {}),
        }),
      }
      if (flags.json === true) return out.json(result)
      out.line(
        `${result.hits} of ${result.posts} posts.${result.alertsAWeek === null ? '' : ` About ${result.alertsAWeek} a week.`}`,
      )
      for (const { id, text } of result.sample) out.line(`  ${id}  ${text.replace(/\s+/g, ' ')}`)
    })
}

function parse(source: string) {
  try {
    return parseQuery(source)
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    const place =
      error.line > 1 ? `Line ${error.line}, column ${error.column}` : `Column ${error.column}`
    throw new UsageError(`${place}: ${messageOf(error)}`, { cause: error })
  }
}

async function readPosts(file: string, keep: (post: PastPost) => void): Promise<void> {
  const lines = readTextLines(createReadStream(file))
  let number = 0
  try {
    for await (const line of lines) {
      number++
      if (line === null) throw new Error('it is longer than 16 million characters')
      if (line.trim() === '') continue
      const post = readPost(line)
      const { created_at: at } = post
      keep({ ...post, id: String(post.id ?? number), ...(typeof at === 'number' ? { at } : {}) })
    }
  } catch (error) {
    throw new UsageError(
      number === 0
        ? `The file ${file} could not be read. Check its name and its rights.`
        : `${file}, line ${number}: ${messageOf(error)}`,
      { cause: error },
    )
  }
}

/** A post of a JSON line; the file may as well be a table that somebody exported. */
function readPost(line: string): MatchPost & { id?: unknown; created_at?: unknown } {
  let post: (MatchPost & { id?: unknown }) | null = null
  try {
    post = JSON.parse(line) as MatchPost
  } catch {
    throw new Error(
      'it is not a post. Write one a line as {"text":"…"}, or take a table in with "earshot import".',
    )
  }
  if (typeof post?.text !== 'string') throw new Error('it has no "text".')
  return post
}

async function readStored(
  ctx: CommandContext,
  days: number,
  keep: (post: PastPost) => void,
): Promise<void> {
  const since = ctx.clock.now() - days * 86_400_000
  await ctx.withDatabase(async (db) => {
    const rows = db.kysely
      .selectFrom('mention as m')
      .leftJoin('author as a', 'a.id', 'm.author_id')
      .select([
        'm.key',
        'm.created_at',
        'm.text',
        'm.title',
        'm.url',
        'm.lang',
        'm.network',
        'm.kind',
        'a.handle',
        'a.followers',
      ])
      .where('m.received_at', '>=', since)
      .where('m.state', '=', 'live')
      .execute()
    for (const row of await rows)
      keep({
        id: row.key,
        at: row.created_at,
        text: row.text,
        network: row.network,
        kind: row.kind,
        ...(row.title === null ? {} : { title: row.title }),
        ...(row.url === null ? {} : { url: row.url }),
        ...(row.lang === null ? {} : { lang: row.lang }),
        ...(row.handle === null ? {} : { authorHandle: row.handle }),
        ...(row.followers === null ? {} : { authorFollowers: row.followers }),
      })
  })
}
