import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import manifest from '../../package.json' with { type: 'json' }
import { startFakeBluesky } from '../support/fake-bluesky/fake-bluesky.ts'
import { SETTINGS, typeInAShop } from './type-commands.ts'

const { earshot, write, folder } = typeInAShop()

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
    const { code, err } = await earshot([
      'train',
      '--data',
      folder(),
      '--out',
      join(folder(), 'mine'),
    ])
    expect(code).toBe(2)
    expect(err).toContain('.weights')
    expect(readdirSync(folder())).not.toContain('mine')
  })

  it('writes down the zone of the machine for a new brand', async () => {
    await earshot(['listen', 'Juniper Coffee', '--only-write'], '', { TZ: 'Europe/Lisbon' })
    expect(readFileSync(join(folder(), 'earshot.yaml'), 'utf8')).toContain('zone: Europe/Lisbon')
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
    expect(readFileSync(join(folder(), 'out.csv'), 'utf8')).toContain(',Ada T,')
  })
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
    expect(readdirSync(folder())).toEqual([])
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
