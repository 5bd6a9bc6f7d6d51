import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Batch } from '../../../connectors/connector.ts'
import { parseColumnMap } from '../../../connectors/import/columns.ts'
import type { ImportCursor, ImportOptions } from '../../../connectors/import/import-file.ts'
import { importFile } from '../../../connectors/import/import-file.ts'
import { UsageError } from '../../../core/errors.ts'
import type { Mention } from '../../../core/mention.ts'

const folder = mkdtempSync(join(tmpdir(), 'earshot-import-'))
afterAll(() => rmSync(folder, { recursive: true }))
const CHANGED = Date.UTC(2026, 0, 2)
let files = 0

function file(content: string | Buffer, ending = 'csv'): string {
  const path = join(folder, `${files++}.${ending}`)
  writeFileSync(path, content)
  utimesSync(path, CHANGED / 1000, CHANGED / 1000)
  return path
}

async function run(
  path: string,
  more: Partial<ImportOptions> = {},
  cursor: ImportCursor | null = null,
) {
  const batches: (Batch & { cursor: ImportCursor })[] = []
  const rows = importFile({ path, connectionId: 'c', now: () => CHANGED + 1, ...more }, cursor)
  for (;;) {
    const step = await rows.next()
    if (step.done === true) {
      const items = batches.flatMap((batch) => batch.items)
      const mentions = items.flatMap((i): Mention[] => (i.type === 'upsert' ? [i.mention] : []))
      const poison = items.flatMap((i) => (i.type === 'poison' ? [i] : []))
      return { batches, mentions, poison, summary: step.value }
    }
    batches.push(step.value)
  }
}

describe('a file of past posts becomes mentions', () => {
  it.each(['constructor', '__proto__', 'toString'])(
    'sets a row aside whose network is "%s", and reads on',
    async (network) => {
      const lines = [{ text: 'cold coffee', network }, { text: 'warm coffee' }]
      const { mentions, poison } = await run(
        file(lines.map((line) => JSON.stringify(line)).join('\n'), 'jsonl'),
      )
      expect(mentions.map(({ text }) => text)).toEqual(['warm coffee'])
      expect(poison.map(({ reason }) => reason)).toEqual([
        `Line 1: The network “${network}” is not known.`,
      ])
    },
  )

  it('knows the columns of a usual export, in any case and order', async () => {
    const { mentions } = await run(
      file(
        'Posted At,Username,Full Text,Tweet_ID,Platform,like count,Followers\n' +
          '2026-01-01 10:00,@juno,"Cold, again",12345678901234567890,Twitter,"1,204",88\n',
      ),
    )
    expect(mentions[0]).toMatchObject({
      key: 'x::12345678901234567890',
      text: 'Cold, again',
      createdAt: Date.UTC(2026, 0, 1, 10),
      author: { id: 'juno', handle: 'juno', followers: 88 },
      metrics: { likes: 1204 },
      trigger: 'import',
    })
  })

  it('takes a labelled file with id and text only as history of unknown people', async () => {
    const path = file(
      'id\ttext\tlabel\na1\t"Love it" they said\tpos\na2\tso {"b": 1}\tneg\n',
      'tsv',
    )
    const { mentions, summary } = await run(path, { network: 'x' })
    expect(mentions.map((m) => m.text)).toEqual(['"Love it" they said', 'so {"b": 1}'])
    expect(mentions.every((m) => m.author.id === null && m.createdAt === CHANGED)).toBe(true)
    expect(summary).toMatchObject({ rows: 2, mentions: 2, withoutAuthor: 2, withoutTime: 2 })
  })

  it('can spread rows without a time over a day', async () => {
    const rows = Array.from({ length: 10 }, (_, i) => `${i},post ${i}`).join('\n')
    const { mentions } = await run(file(`id,text\n${rows}\n`), {
      missingTime: (fraction) => fraction * 86_400_000,
    })
    const times = mentions.map((m) => m.createdAt)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times.at(-1)).toBe(86_400_000)
  })

  it('keeps every digit of a long id in JSON lines and reads nested objects', async () => {
    const { mentions } = await run(
      file(
        '{"id":9007199254740993123,"text":"hi","author":{"name":"Juno","username":"juno"}}\n',
        'jsonl',
      ),
    )
    expect(mentions[0]).toMatchObject({
      nativeId: '9007199254740993123',
      author: { name: 'Juno', handle: 'juno' },
    })
  })

  it('reads semicolons, a byte order mark, Windows line ends and quoted line breaks', async () => {
    const { mentions } = await run(
      file('\uFEFFid;text\r\n1;"two\r\nlines; one ""post"""\r\n2;plain\r\n'),
    )
    expect(mentions.map((m) => m.text)).toEqual(['two\nlines; one "post"', 'plain'])
  })
})

describe('a bad row is told with its line and the rest goes on', () => {
  it('names the line of empty texts, unclear times, unknown networks and surplus fields', async () => {
    const { poison, mentions, summary } = await run(
      file(
        'id,text,date,network\n1,,2026-01-01,x\n2,ok,03/04/2026,x\n3,ok,2026-01-01,orkut\n' +
          '4,ok,2026-01-01,x,more\n5,fine,2026-01-01,Hacker News\n',
      ),
    )
    expect(summary.errors.map((e) => e.line)).toEqual([2, 3, 4, 5])
    expect(poison.map((p) => p.reason.slice(0, 7))).toEqual([
      'Line 2:',
      'Line 3:',
      'Line 4:',
      'Line 5:',
    ])
    expect(mentions.map((m) => m.key)).toEqual(['hackernews::5'])
  })

  it('loses one line to a quotation mark that never closes, not the file', async () => {
    const rest = Array.from({ length: 300 }, (_, i) => `${i},post ${i}`).join('\n')
    const { poison, mentions } = await run(file(`id,text\nx,"open\n${rest}\n`))
    expect(poison).toHaveLength(1)
    expect(poison[0]?.reason).toContain('Line 2')
    expect(mentions).toHaveLength(300)
  })

  it('survives a line of 2 MB, nonsense JSON, arrays and bytes that are no UTF-8', async () => {
    const { poison, mentions, summary } = await run(
      file(
        Buffer.concat([
          Buffer.from(`{"text":"${'a'.repeat(2_000_000)}"}\nnot json\n[1]\n{"id":1}\n{"text":"caf`),
          Buffer.from([0xe9]),
          Buffer.from('"}\n'),
        ]),
        'jsonl',
      ),
    )
    expect(poison).toHaveLength(4)
    expect(poison.every((p) => p.raw.length <= 2_000)).toBe(true)
    expect(mentions.map(({ text }) => text)).toEqual(['café'])
    expect(summary.garbled).toBe(0)
  })

  it('does not take an id that a spreadsheet has rounded, since many posts share it', async () => {
    const { mentions, summary } = await run(file('id,text\n1.23E+17,first\n1.23E+17,second\n'))
    expect(new Set(mentions.map((m) => m.key)).size).toBe(2)
    expect(summary.withoutId).toBe(2)
  })

  it('refuses UTF-16 and says what to save instead', async () => {
    for (const mark of ['\uFEFF', ''])
      await expect(run(file(Buffer.from(`${mark}id,text\n1,hello\n`, 'utf16le')))).rejects.toThrow(
        /Save it again as "CSV UTF-8"/,
      )
  })

  it('refuses a file without text, naming the columns it has', async () => {
    await expect(run(file('a,b\n1,2\n'))).rejects.toThrow(/Columns found: a, b/)
    await expect(run(join(folder, 'absent.csv'))).rejects.toThrow(UsageError)
    await expect(run(file('a,b\n1,2\n'), { columns: { text: 'c' } })).rejects.toThrow(
      /no such column/,
    )
    expect(() => parseColumnMap(['words=b'])).toThrow(/field=column/)
  })

  it('takes the columns a person names', async () => {
    const { mentions } = await run(file('a,b\n1,2\n'), {
      columns: parseColumnMap(['text=b', 'id=a']),
    })
    expect(mentions[0]).toMatchObject({ nativeId: '1', text: '2' })
  })
})

describe('an import goes on where it stopped', () => {
  const rows = Array.from({ length: 23 }, (_, i) => (i === 7 ? '7,' : `${i},"post\n${i}"`)).join(
    '\n',
  )

  it('gives from every cursor exactly the rows that were left, and the same summary', async () => {
    const path = file(`id,text\n${rows}`)
    const whole = await run(path, { batchRows: 5 })
    const keys = whole.mentions.map((m) => m.key)
    for (const batch of whole.batches) {
      const cursor = JSON.parse(JSON.stringify(batch.cursor)) as ImportCursor
      const rest = await run(path, { batchRows: 5 }, cursor)
      expect(keys.slice(cursor.summary.mentions)).toEqual(rest.mentions.map((m) => m.key))
      expect(rest.summary).toEqual(whole.summary)
    }
    expect(whole.batches.at(-1)?.caughtUp).toBe(true)
    expect(whole.summary.errors).toEqual([{ line: 16, reason: 'The text is empty.' }])
  })

  it('begins anew when the file has changed', async () => {
    const first = await run(file(`id,text\n${rows}`))
    const other = await run(
      file(`id,text\n${rows}\n99,new`),
      {},
      first.batches.at(-1)?.cursor ?? null,
    )
    expect(other.summary.rows).toBe(24)
  })

  it('gives the same keys and revisions again, also where a row has no id', async () => {
    const path = file('text,author\nhello,Juno\nhello,Mara\n')
    const marks = async () => (await run(path)).mentions.map((m) => `${m.key} ${m.revision}`)
    expect(await marks()).toEqual(await marks())
  })
})
