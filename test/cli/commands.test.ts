import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import manifest from '../../package.json' with { type: 'json' }
import { startFakeBluesky } from '../support/fake-bluesky/fake-bluesky.ts'

const EARSHOT = join(import.meta.dirname, '..', '..', 'cli', 'earshot.mjs')

/** A command loads for a second or two on a slow machine; a test types up to three. */
let shop: string
beforeEach(() => {
  shop = mkdtempSync(join(tmpdir(), 'earshot-cli-'))
})
afterEach(() => rmSync(shop, { recursive: true, force: true }))

interface Ended {
  code: number | null
  out: string
  err: string
}

/** Types a command in the shop's folder, as its owner would, and waits for its end. */
function earshot(
  args: readonly string[],
  input = '',
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [EARSHOT, ...args], {
      cwd: shop,
      env: { PATH: '/usr/bin:/bin', EARSHOT_DATA: join(shop, 'data'), ...env },
    })
    const ended: Ended = { code: null, out: '', err: '' }
    child.stdout.on('data', (part: Buffer) => {
      ended.out += part.toString()
    })
    child.stderr.on('data', (part: Buffer) => {
      ended.err += part.toString()
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ ...ended, code }))
    child.stdin.end(input)
  })
}

function write(name: string, text: string): string {
  writeFileSync(join(shop, name), text)
  return name
}

const SETTINGS = `
brands:
  - id: juniper
    name: Juniper Coffee
    queries: ['"juniper coffee"']
staff:
  - { id: olga, name: Olga, role: owner }
rewards:
  - { id: cake, brand: juniper, name: Cake, value: '4.50', disclosure: A gift., needsApproval: false }
`

describe('how a command ends', () => {
  it.each([
    [['banana'], 2],
    [['query', 'check', '('.repeat(500)], 2],
    [['start', '--port', '99999999'], 2],
    [['login'], 2],
    [['query', 'test', 'juniper', '--file', 'not-there.jsonl'], 2],
  ])('%j ends with its code and without a stack', async (args, code) => {
    const ended = await earshot(args)
    expect(ended.code).toBe(code)
    expect(ended.err).not.toMatch(/\n\s+at |ENOENT/)
  })

  it('says which version it is', async () => {
    const ended = await earshot(['--version'])
    expect(ended).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' })
  })

  it('points to the help of the command that was typed, and to where the ids of the team stand', async () => {
    const ended = await earshot(['codes', 'import', 'codes.csv', '--reward', 'cake'])
    expect(ended.err).toContain('earshot codes import --help tells what there is')
    expect(ended.err).toContain('staff: in earshot.yaml')
    expect(ended.code).toBe(2)
  })

  it('says of a table where posts are wanted what to do with it, and names no parser', async () => {
    write('posts.csv', 'id,text\n1,juniper\n')
    const ended = await earshot(['query', 'test', 'juniper', '--file', 'posts.csv'])
    expect(ended.err).toContain('posts.csv, line 1: it is not a post.')
    expect(ended.err).toContain('earshot import')
    expect(ended.err).not.toContain('token')
  })

  it('says that it is the id behind --as which nobody has', async () => {
    const ended = await earshot(['case', 'resolve', '12', '--as', 'nobody'])
    expect(ended.err).toContain('Nobody on the team has the id given with --as.')
    expect(ended.code).toBe(2)
  })

  it('puts weights in no file whose name the model card would take', async () => {
    const { code, err } = await earshot(['train', '--data', shop, '--out', join(shop, 'mine')])
    expect(code).toBe(2)
    expect(err).toContain('.weights')
    expect(readdirSync(shop)).not.toContain('mine')
  })

  it('writes down the zone of the machine for a new brand', async () => {
    await earshot(['listen', 'Juniper Coffee', '--only-write'], '', { TZ: 'Europe/Lisbon' })
    expect(readFileSync(join(shop, 'earshot.yaml'), 'utf8')).toContain('zone: Europe/Lisbon')
  })

  it('takes the settings file that EARSHOT_CONFIG names, where apply names none', async () => {
    write('shop.yaml', SETTINGS)
    const ended = await earshot(['apply'], '', { EARSHOT_CONFIG: 'shop.yaml' })
    expect(ended.out).toContain('brand juniper: added')
    expect(ended.code).toBe(0)
  })

  it('leaves nothing running behind a live desk whose port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    try {
      const { port } = other.address() as AddressInfo
      write('earshot.yaml', `${SETTINGS}connections: [{ id: till, network: webhook }]\n`)
      const ended = await earshot(['start', '--port', String(port)])
      expect(
        ended.err
          .split('\n')
          .filter((line) => line !== '')
          .at(-1),
      ).toContain('already in use')
      expect(ended.err).not.toContain('    at ')
      expect(ended.err).not.toContain('destroyed')
      expect(ended.code).toBe(2)
    } finally {
      other.close()
    }
  })

  it('ends with 1 when the doctor finds something broken', async () => {
    write(
      'earshot.yaml',
      `${SETTINGS}connections:\n  - { id: news, network: feed, urls: ['http://127.0.0.1:9/feed'] }\n`,
    )
    expect((await earshot(['apply'])).code).toBe(0)
    const ended = await earshot(['doctor'])
    expect(ended.out).toMatch(/^fail {2}news: /m)
    expect(ended.out).not.toMatch(/[a-z] [A-Z][a-z]+ your connection/)
    expect(ended.code).toBe(1)
  })

  it('sends nobody to write settings that are there already, only not taken in', async () => {
    expect((await earshot(['doctor'])).out).toContain('Write one into earshot.yaml')
    write('earshot.yaml', SETTINGS)
    const ended = await earshot(['doctor'])
    expect(ended.out).toContain('earshot.yaml is there. Run: earshot apply')
    expect(ended.out).not.toMatch(/Write one|Add one/)
  })

  it('tells how to connect an account where a network is only heard', async () => {
    const fake = await startFakeBluesky(systemClock)
    try {
      write(
        'earshot.yaml',
        `${SETTINGS}connections:\n  - { id: sky, network: bluesky, hosts: ['${fake.url}'] }\n`,
      )
      await earshot(['apply'])
      const { out, code } = await earshot(['setup', 'bluesky'])
      expect(out).toContain('Bluesky is ready')
      expect(out).toContain('App passwords')
      expect(code).toBe(0)
    } finally {
      await fake.close()
    }
  })
})

describe('the report as a table', () => {
  it('names the author by their handle, or by their name where a post tells no handle', async () => {
    write('earshot.yaml', SETTINGS)
    await earshot(['apply'])
    const hourAgo = new Date(systemClock.now() - 3_600_000).toISOString()
    const posts = write(
      'posts.csv',
      `id,created_at,author,text\n1,${hourAgo},Ada T,Juniper Coffee is lovely\n`,
    )
    expect((await earshot(['import', posts])).code).toBe(0)
    expect((await earshot(['report', '--csv', 'out.csv'])).code).toBe(0)
    expect(readFileSync(join(shop, 'out.csv'), 'utf8')).toContain(',Ada T,')
  })
})

describe('files from elsewhere', () => {
  it('are told line by line where a post of them is broken, and the others are taken', async () => {
    write('earshot.yaml', SETTINGS)
    await earshot(['apply'])
    const file = write(
      'posts.jsonl',
      ['{"broken', '[]', '{"id":"1","text":"juniper coffee was cold"}'].join('\n'),
    )
    const ended = await earshot(['import', file])
    expect(ended.out).toContain('3 rows read, 1 post, 2 rows with a fault.')
    expect(ended.out).toContain('Line 1: ')
    expect(ended.code).toBe(0)
  })

  it('are about the brand that is named, whether or not they name it', async () => {
    write('earshot.yaml', SETTINGS)
    await earshot(['apply'])
    const file = write('reviews.csv', 'id,text\n1,The cake was lovely\n')
    const ended = await earshot(['import', file, '--brand', 'juniper', '--json'])
    expect(JSON.parse(ended.out)).toMatchObject({ rows: 1, stored: { inserted: 1 } })
  })

  it('answer a bad line to classify with its fault, and the next one with its meaning', async () => {
    const ended = await earshot(['classify'], 'no json\n{"id":7,"text":"I love this place"}\n')
    const [bad, good] = ended.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(bad).toMatchObject({ id: null, error: expect.stringContaining('not a JSON object') })
    expect(good).toMatchObject({ id: 7, sentiment: { label: expect.any(String) } })
  })

  it('say which words of a line to classify are none', async () => {
    const lines = [
      '{"id":1,"text":7}',
      '{"id":2,"text":"good","parent":5}',
      '{"id":3,"text":"good","lang":["en"]}',
      '{"id":4,"text":"good","lang":null}',
    ]
    const ended = await earshot(['classify'], lines.join('\n'))
    const answers = ended.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(answers.slice(0, 3)).toEqual([
      { id: 1, error: 'The "text" of the line is no text.' },
      { id: 2, error: 'The "parent" of the line is no text.' },
      { id: 3, error: 'The "lang" of the line is no text.' },
    ])
    expect(answers[3]).toMatchObject({ id: 4, sentiment: { label: expect.any(String) } })
  })

  it('say once of a brand to classify for that its profile is missing, and take the one that was given', async () => {
    const lines = ['"puffin"', '"puffin"', '"cafe"'].map(
      (brand, id) => `{"id":${id},"text":"Puffin Cafe is lovely","brand":${brand}}`,
    )
    write('brand.json', '{"id":"puffin","name":"Puffin Cafe"}')
    const bare = await earshot(['classify'], lines.join('\n'))
    expect(bare.err.match(/brand "puffin"/g)).toHaveLength(1)
    expect(bare.err).toContain('--brands FILE')
    expect(bare.out.trim().split('\n')).toHaveLength(3)
    const given = await earshot(['classify', '--profile', 'brand.json'], lines.join('\n'))
    expect(given.err.match(/brand "/g)).toHaveLength(1)
    expect(given.err).toContain('brand "cafe"')
  })

  it('say of a list where one post should stand that it is no object', async () => {
    const ended = await earshot(['classify'], '[1,2]\n')
    expect(JSON.parse(ended.out)).toEqual({
      id: null,
      error: expect.stringContaining('not a JSON object'),
    })
  })

  it('refuse a brand profile that is none before anything is judged', async () => {
    write('brand.json', '{"name":"Puffin","handles":"puffin"}')
    const ended = await earshot(['classify', '--profile', 'brand.json'], '{"text":"hello"}\n')
    expect(ended.code).toBe(2)
    expect(ended.err).toContain('brand.json: "handles" is "puffin"; write it as a list')
    expect(ended.out).toBe('')
  })

  it('read a JSON line whole that has a line separator of Unicode in it', async () => {
    const ended = await earshot(['classify'], '{"id":7,"text":"I love\u2028this\u2029place"}\r\n')
    expect(ended.out.trim().split('\n')).toHaveLength(1)
    expect(JSON.parse(ended.out)).toMatchObject({ id: 7, sentiment: { label: 'positive' } })
  })

  it('go on to the next line behind one whose id cannot be written', async () => {
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`
    const lines = `{"id":${deep},"text":"I love this place"}\n{"id":8,"text":"I love this place"}\n`
    const ended = await earshot(['classify'], lines)
    expect(
      ended.out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: unknown }).id),
    ).toEqual([null, 8])
    expect(ended.code).toBe(0)
  })

  it.each([
    ['is not there', null],
    ['has a quotation mark that never closes', 'code\n"CAKE-SECRET\n'],
  ])(
    'of gift codes are refused in words, and no code is printed, where one %s',
    async (_, text) => {
      if (text !== null) write('codes.csv', text)
      const ended = await earshot([
        'codes',
        'import',
        'codes.csv',
        '--reward',
        'cake',
        '--as',
        'olga',
      ])
      expect(ended.code).toBe(2)
      expect(ended.err).toContain('codes.csv')
      expect(ended.err).not.toMatch(/CAKE-SECRET|ENOENT/)
    },
  )
})

describe('what stands in the environment', () => {
  it('refuses another key than the one that the codes were sealed with', async () => {
    write('earshot.yaml', SETTINGS)
    write('codes.csv', 'code\nCAKE-1\n')
    await earshot(['apply'])
    const importWith = (key: string) =>
      earshot(['codes', 'import', 'codes.csv', '--reward', 'cake', '--as', 'olga'], '', {
        EARSHOT_KEY: key,
      })
    expect((await importWith('the first key of this shop')).out).toContain('1 code added')
    const other = await importWith('another key of this shop')
    expect(other.err).toContain('Put the old key back.')
    expect(other.code).toBe(2)
    expect((await importWith('the first key of this shop')).out).toContain('0 codes added, 1 known')
  })

  it.each([
    'mysql://u:hidden-word@h/x',
    'POSTGRES://u:hidden-word@h/x',
    'postgres://u:hidden-word@[::zz]/x',
  ])('is never made a folder: %s', async (url) => {
    const ended = await earshot(['export'], '', { DATABASE_URL: url })
    expect(ended.err).toContain('DATABASE_URL is neither')
    expect(ended.err).not.toContain('hidden-word')
    expect(ended.code).toBe(2)
    expect(readdirSync(shop)).toEqual([])
  })

  it.each(['javascript:alert(1)', 'https://', 'https://u:p@x'])(
    'makes no sign-in link to %s',
    async (url) => {
      write('earshot.yaml', SETTINGS)
      await earshot(['apply'])
      const ended = await earshot(['login'], '', { EARSHOT_URL: url })
      expect([ended.out, ended.code]).toEqual(['', 2])
    },
  )
})

describe('a link to the desk', () => {
  it('is the only line of the result, so that it can be copied or piped', async () => {
    write('earshot.yaml', SETTINGS)
    await earshot(['apply'])
    const ended = await earshot(['login'])
    expect(ended.out).toMatch(/^http:\/\/127\.0\.0\.1:4747\/sign-in#[\w-]{43}\n$/)
    expect((await earshot(['login', '--as', 'nobody'])).code).toBe(2)
  })
})
