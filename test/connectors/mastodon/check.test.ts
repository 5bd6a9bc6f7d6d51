import { afterEach, describe, expect, it } from 'vitest'
import { type MastodonDesk, openDesk } from '../../support/fake-mastodon/desk.ts'
import { ALL_SCOPES, OUR_TOKEN } from '../../support/fake-mastodon/tokens.ts'
import { DOMAIN } from '../../support/fake-mastodon/world.ts'

let desk: MastodonDesk
afterEach(() => desk.close())
const check = (connector = desk.connector) => connector.check(desk.ctxOf())

describe('the doctor of a Mastodon connection', () => {
  it('is content with a good token, and posts nothing', async () => {
    desk = await openDesk()
    expect(await check()).toEqual([
      { level: 'ok', what: `${DOMAIN} answers (Mastodon 4.5.2).` },
      { level: 'ok', what: `The token is that of @juniper@${DOMAIN}.` },
      { level: 'ok', what: `${DOMAIN} tells of posts at once.` },
      { level: 'ok', what: 'The token may hear who tags us.' },
      { level: 'ok', what: 'The token may read posts.' },
      { level: 'ok', what: 'The token may answer.' },
    ])
    expect(desk.world.statuses.size).toBe(0)
  })

  it.each(['read:notifications', 'read:statuses', 'write:statuses'])(
    'names the missing right %s and the mend',
    async (missing) => {
      desk = await openDesk()
      desk.fake.tokens.grant(
        OUR_TOKEN,
        ALL_SCOPES.filter((scope) => scope !== missing),
      )
      const bad = (await check()).filter(({ level }) => level === 'fail')
      expect(bad).toHaveLength(1)
      expect(bad[0]?.what).toContain(missing)
      expect(bad[0]?.mend).toContain('earshot setup mastodon')
    },
  )

  it('says what is wrong with a token that is missing, spoiled, dead, or of another account', async () => {
    desk = await openDesk()
    const tried: [string, string | undefined, RegExp][] = [
      ['missing', undefined, /EARSHOT_MASTODON_TOKEN/],
      ['spoiled', 'two words', /Paste it again/],
      ['dead', 'an-old-one', /no longer accepts the token/],
    ]
    for (const [, token, says] of tried) {
      if (token === undefined) delete desk.secrets['EARSHOT_MASTODON_TOKEN']
      else desk.secrets['EARSHOT_MASTODON_TOKEN'] = token
      const [line] = await check(desk.build())
      expect(line).toMatchObject({ level: 'fail', what: expect.stringMatching(says) as string })
      expect(`${line?.what} ${line?.mend}`.split('earshot setup mastodon')).toHaveLength(2)
      if (token !== undefined) expect(JSON.stringify(line)).not.toContain(token)
    }
    desk.secrets['EARSHOT_MASTODON_TOKEN'] = OUR_TOKEN
    expect(await check(desk.build({ account: '@other' }))).toContainEqual(
      expect.objectContaining({
        level: 'fail',
        what: expect.stringContaining('settings name @other') as string,
      }),
    )
    const other = await check(desk.build({ account: `juniper@${DOMAIN}` }))
    expect(other.every(({ level }) => level === 'ok')).toBe(true)
  })

  it('says where a server has gone that sends us elsewhere', async () => {
    desk = await openDesk()
    desk.fake.intercept((_asked, response) => {
      response.writeHead(301, { location: 'https://social.cafe.example/api/v2/instance' }).end()
      return true
    })
    const [line] = await check()
    expect(line?.what).toContain('server: social.cafe.example')
    expect(desk.fake.requests).toHaveLength(1)
  })

  it('tells strangers whether hashtags are open', async () => {
    desk = await openDesk()
    const stranger = { account: undefined, hashtags: ['coffee'] } as never
    expect((await check(desk.build(stranger))).map(({ level }) => level)).toEqual(['ok', 'ok'])
    desk.fake.make.isClosed = true
    expect((await check(desk.build(stranger))).at(-1)).toMatchObject({
      level: 'fail',
      mend: expect.stringContaining('setup mastodon') as string,
    })
    expect(
      (await check(desk.build({ account: undefined, hashtags: [] } as never))).at(-1),
    ).toMatchObject({ level: 'fail' })
  })

  it('refuses a server that lies in the private network', async () => {
    desk = await openDesk()
    const inside = desk.build({ baseUrl: 'https://169.254.169.254' })
    const ctx = { ...desk.ctxOf(), allowPrivateAddresses: false }
    const [line] = await inside.check(ctx)
    expect(line).toMatchObject({
      level: 'fail',
      what: expect.stringContaining('private') as string,
    })
  })
})
