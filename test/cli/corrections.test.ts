import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLayeredUnderstander } from '../../analysis/layers/layered-understander.ts'
import { createUnderstander } from '../../analysis/understand/model-understander.ts'
import { learnFromFile, testLines } from '../../cli/corrections.ts'
import { readWeights } from '../../cli/weights.ts'
import { openDatabase } from '../../db/database.ts'
import { TODAY } from '../support/engines.ts'
import { seedCase, seedLabel, seedShop } from '../support/seed.ts'

const EARSHOT = join(import.meta.dirname, '..', '..', 'cli', 'earshot.mjs')
const BRAND = {
  id: 'juniper',
  name: 'Juniper Coffee',
  description: 'A chain of cafés.',
  handles: ['@junipercoffee'],
  keywords: ['latte'],
  not: ['gin'],
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-corrections-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, lines: readonly unknown[]): string {
  const file = join(folder, name)
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
  writeFileSync(file, text.join('\n'))
  return file
}

/** This shop's guests say "brew-tal" when they are happy, which nobody could guess. */
const CORRECTIONS = Array.from({ length: 40 }, (_, n) =>
  n % 2 === 0
    ? { text: `Juniper Coffee was brew-tal again, cup ${n}`, sentiment: 'positive' }
    : { text: `Juniper Coffee was lukewarm again, cup ${n}`, sentiment: 'negative' },
)
const POSTS = [
  'Juniper Coffee was brew-tal on Monday',
  'My latte at @junipercoffee came cold and nobody cared. Never again!',
  'Who else is at Juniper Coffee today?',
  'I adore their new flat white',
  '¿Abren los domingos?',
]

describe('corrections on the trained models', () => {
  it('change nothing where there are none, with a brand and without, to the last digit', () => {
    const weights = readWeights()
    const plain = createUnderstander(weights)
    const layered = createLayeredUnderstander(weights, () => undefined)
    // A name of several words is heeded beside the heads, corrections or not.
    const brand = { ...BRAND, name: 'Juniper' }
    for (const text of POSTS)
      for (const input of [{ text }, { text, brand }]) {
        const found = layered.understand(input)
        expect(found).toEqual(plain.understand(input))
        expect(layered.why(input, found)).toEqual(plain.why(input, found))
      }
  })

  it('teach a brand its own words, and only that brand', () => {
    const file = write('said.jsonl', CORRECTIONS)
    const reader = createLayeredUnderstander(readWeights(), () => undefined)
    const { layer, tests } = learnFromFile(file, reader, BRAND)
    expect(tests.get('sentiment')).toMatchObject({ lessons: 40, holds: true })
    const taught = createLayeredUnderstander(readWeights(), ({ brand }) =>
      brand?.id === 'juniper' ? layer : undefined,
    )
    const positive = (brand: typeof BRAND) =>
      taught.understand({ text: POSTS[0] ?? '', brand }).sentiment.scores.positive
    const before = reader.understand({ text: POSTS[0] ?? '', brand: BRAND }).sentiment.scores
    expect(positive(BRAND)).toBeGreaterThan(before.positive + 0.2)
    expect(positive({ ...BRAND, id: 'other' })).toBe(before.positive)
  })

  it('are put aside when they were learnt on other weights', () => {
    const file = write('said.jsonl', CORRECTIONS)
    const reader = createLayeredUnderstander(readWeights(), () => undefined)
    const { layer } = learnFromFile(file, reader, BRAND)
    const stale = createLayeredUnderstander(readWeights(), () => ({ ...layer, model: 'older' }))
    const input = { text: POSTS[0] ?? '', brand: BRAND }
    expect(stale.understand(input)).toEqual(reader.understand(input))
  })

  it('say what a file without corrections, and one with too few, taught', () => {
    const reader = createLayeredUnderstander(readWeights(), () => undefined)
    const told = (lines: readonly unknown[]) =>
      testLines(learnFromFile(write('few.jsonl', lines), reader, BRAND).tests)
    expect(told(['', '\r'])).toEqual(['There are no corrections in the file: nothing was learnt.'])
    expect(told(CORRECTIONS.slice(0, 2))).toEqual([
      'sentiment: 2 corrections; it takes 3 to learn from',
    ])
    expect(told(CORRECTIONS)[0]).toMatch(
      /^sentiment: 40 corrections, \d+ % right before, \d+ % after$/,
    )
  })

  it.each([
    ['no json', 'line 1 is not a JSON object'],
    ['\n \r\nno json', 'line 3 is not a JSON object'],
    [{ sentiment: 'positive' }, 'line 1: there is no "text"'],
    [{ text: 'a' }, 'puts nothing right. Write "sentiment"'],
    [{ text: 'a', sentiment: 'glad' }, '"glad"; it is one of negative, neutral, positive'],
    [{ text: 'a', relevance: 'maybe' }, 'it is one of relevant, irrelevant'],
    [{ text: 'a', intents: 'complaint' }, '"intents" is a list of words'],
    [{ text: 'a', intents: ['whining'] }, '"whining"; it is one of complaint'],
  ])('say what is wrong with a line: %j', (line, fault) => {
    const reader = createLayeredUnderstander(readWeights(), () => undefined)
    expect(() => learnFromFile(write('bad.jsonl', [line]), reader, undefined)).toThrow(fault)
  })
})

describe('earshot classify --corrections', () => {
  it('learns first, says how well, and answers with what it learnt', async () => {
    const corrections = write('said.jsonl', CORRECTIONS)
    const brands = write('brands.json', [[BRAND]])
    const lines = POSTS.map((text, id) => JSON.stringify({ id, text })).join('\n')
    const args = ['--brands', brands, '--brand', 'juniper', '--no-abstain']
    const before = await classify(args, lines)
    const after = await classify([...args, '--corrections', corrections], lines)
    expect(after.err).toMatch(/sentiment: 40 corrections, \d+ % right before, \d+ % after/)
    expect(after.rows.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4])
    const positive = ({ rows }: typeof after) => rows[0]?.sentiment.scores.positive ?? 0
    expect(positive(after)).toBeGreaterThan(positive(before))
  })
})

describe('earshot classify --brand', () => {
  it('is less sure of a mood that is seldom met in the brand’s own stream', async () => {
    await seedDesk()
    await seedHappyPosts(120)
    // The same brand to the letter, but no brand of the desk: nothing is known of its stream.
    const brands = write('brands.json', [[{ id: 'stranger', name: 'Juniper Coffee' }]])
    const text = 'the queue at Juniper Coffee took half an hour again'
    const lines = [{ text }, { text, brand: 'stranger' }].map((line) => JSON.stringify(line))
    const args = ['--brand', 'juniper', '--brands', brands, '--no-abstain']
    const { rows } = await classify(args, lines.join('\n'))
    const [own, strange] = rows.map(({ sentiment }) => sentiment)
    expect(own?.scores).toEqual(strange?.scores)
    expect(own?.confidence).toBeLessThan(strange?.confidence ?? 0)
    const notes = rows.map(({ why }) => why.flatMap(({ note }) => note ?? []))
    expect(notes).toEqual([['sounds unhappy, as posts about you seldom are'], []])
  })
})

describe('earshot correct', () => {
  it('puts a case right from the command line, for a named member of staff, and takes it back', async () => {
    const caseId = await seedDesk()
    const happy = await type(['correct', String(caseId), 'happy', '--as', 'ana'])
    expect(happy).toMatchObject({ code: 0 })
    expect(await readLabel()).toMatchObject({ sentiment: 'positive', surface: 'cli' })
    expect((await type(['correct', String(caseId), 'undo', '--as', 'ana'])).code).toBe(0)
    expect(await readLabel()).toMatchObject({ sentiment: 'negative', surface: null })
    const refused = await type(['correct', String(caseId), 'happy', '--as', 'vic'])
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('This needs the role agent')
    const wrong = await type(['correct', String(caseId), 'glad', '--as', 'ana'])
    expect(wrong.code).toBe(2)
    expect(wrong.err).toContain('It is one of: right, not-us, happy')
  })
})

const clock = { now: () => TODAY, sleep: async () => {} }
const openDesk = () => openDatabase({ url: join(folder, 'data', 'earshot.db'), clock, node: 7 })

async function seedDesk(): Promise<number> {
  mkdirSync(join(folder, 'data'))
  const db = await openDesk()
  const { authorId } = await seedShop(db)
  const caseId = await seedCase(db, authorId)
  await seedLabel(db)
  await db.close()
  return caseId
}

/** Posts of the day before yesterday, as the command sees the calendar. */
async function seedHappyPosts(n: number): Promise<void> {
  const db = await openDesk()
  const one = await db.kysely.selectFrom('label').selectAll().executeTakeFirstOrThrow()
  const at = Date.now() - 2 * 86_400_000
  const rows = Array.from({ length: n }, (_, id) => ({ ...one, mention_id: id, at }))
  const happy = rows.map((row) => ({ ...row, sentiment: 'positive' as const }))
  await db.kysely.insertInto('label').values(happy).execute()
  await db.close()
}

async function readLabel() {
  const db = await openDesk()
  const row = await db.kysely
    .selectFrom('label as l')
    .leftJoin('label_feedback as f', (join) =>
      join.onRef('f.mention_id', '=', 'l.mention_id').on('f.undone_at', 'is', null),
    )
    .select(['l.sentiment', 'f.surface'])
    .executeTakeFirstOrThrow()
  await db.close()
  return row
}

interface Row {
  id: number
  sentiment: { confidence: number; scores: { positive: number } }
  why: { note?: string }[]
}

async function classify(args: readonly string[], input: string) {
  const { out, err } = await type(['classify', ...args], input)
  const rows = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
  return { rows, err }
}

/** Types a command in the folder, as its owner would, and waits for its end. */
function type(
  args: readonly string[],
  input = '',
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [EARSHOT, ...args], {
      cwd: folder,
      env: { PATH: '/usr/bin:/bin', EARSHOT_DATA: join(folder, 'data') },
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (part: Buffer) => {
      out += part.toString()
    })
    child.stderr.on('data', (part: Buffer) => {
      err += part.toString()
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
    child.stdin.end(input)
  })
}
