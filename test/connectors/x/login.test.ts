import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BrowserLogin } from '../../../connectors/connector.ts'
import { openDesk, type XDesk } from '../../support/fake-x/desk.ts'

let desk: XDesk
let login: BrowserLogin
beforeEach(async () => {
  desk = await openDesk({ words: false, clientId: 'client-id' })
  for (const name of Object.keys(desk.secrets)) delete desk.secrets[name]
  login = desk.connector.login!
})
afterEach(() => desk.close())

const refused = (words: string) =>
  expect.objectContaining({ code: 'refused', message: expect.stringContaining(words) })

describe('logging in through the browser', () => {
  it('asks for no more rights than are needed, and keeps the secret half here', async () => {
    const link = new URL(await login.begin(desk.ctxOf()))
    expect(link.origin).toBe('https://x.com')
    const asked = Object.fromEntries(link.searchParams)
    expect(asked).toMatchObject({
      response_type: 'code',
      client_id: 'client-id',
      scope: 'tweet.read users.read tweet.write offline.access',
      redirect_uri: 'http://127.0.0.1:4749/x',
    })
    const { codeVerifier } = JSON.parse(desk.secrets['EARSHOT_X_LOGIN'] ?? '')
    expect(link.href).not.toContain(codeVerifier)
  })

  it('a yes in the browser becomes tokens that work and are renewed', async () => {
    const back = desk.x.authorize(await login.begin(desk.ctxOf()))
    await login.finish(back, desk.ctxOf())
    const [line] = await desk.connector.check(desk.ctxOf())
    expect(line).toMatchObject({ level: 'ok', what: 'X knows the account @harborbeans.' })
    const first = desk.secrets['EARSHOT_X_ACCESS_TOKEN'] ?? ''
    desk.x.tokens.access.delete(first)
    const lines = await Promise.all(
      Array.from({ length: 20 }, () => desk.connector.check(desk.ctxOf())),
    )
    for (const [one] of lines) expect(one?.level).toBe('ok')
    expect(desk.secrets['EARSHOT_X_ACCESS_TOKEN']).not.toBe(first)
    expect(desk.secrets['EARSHOT_X_REFRESH_TOKEN']).toBe(desk.x.tokens.refresh)
    // One for the code, one for all twenty.
    expect(desk.x.requests.filter(({ path }) => path === '/2/oauth2/token')).toHaveLength(2)
  })

  it('a code works once, and only for the last link', async () => {
    const old = desk.x.authorize(await login.begin(desk.ctxOf()))
    const back = desk.x.authorize(await login.begin(desk.ctxOf()))
    await expect(login.finish(old, desk.ctxOf())).rejects.toEqual(refused('last link'))
    await login.finish(back, desk.ctxOf())
    await expect(login.finish(back, desk.ctxOf())).rejects.toEqual(refused('last link'))
  })

  it.each([
    ['no address', 'hello', 'no code'],
    ['one without a code', 'http://127.0.0.1:4749/x', 'no code'],
    ['a no', 'http://127.0.0.1:4749/x?error=access_denied&state=s', 'not allowed'],
    ['a made-up one', 'http://127.0.0.1:4749/x?state=s&code=c', 'last link'],
  ])('%s is refused in words', async (_what, address, words) => {
    await login.begin(desk.ctxOf())
    await expect(login.finish(address, desk.ctxOf())).rejects.toEqual(refused(words))
    expect(desk.secrets['EARSHOT_X_ACCESS_TOKEN']).toBeUndefined()
  })

  it('a code that X does not take, and a link of yesterday', async () => {
    const link = await login.begin(desk.ctxOf())
    const back = new URL(desk.x.authorize(link))
    back.searchParams.set('code', 'another')
    await expect(login.finish(back.href, desk.ctxOf())).rejects.toEqual(refused('did not take'))
    const late = desk.x.authorize(await login.begin(desk.ctxOf()))
    await desk.clock.advance(25 * 3_600_000)
    await expect(login.finish(late, desk.ctxOf())).rejects.toEqual(refused('last link'))
  })

  it('a token that another process has renewed is taken over, not renewed twice', async () => {
    await login.finish(desk.x.authorize(await login.begin(desk.ctxOf())), desk.ctxOf())
    const spent = desk.secrets['EARSHOT_X_ACCESS_TOKEN'] ?? ''
    desk.x.tokens.access.delete(spent)
    desk.x.tokens.access.add('of-the-other')
    const ctx = desk.ctxOf()
    const reload = async () => {
      Object.assign(desk.secrets, { EARSHOT_X_ACCESS_TOKEN: 'of-the-other' })
      return true
    }
    const [line] = await desk.connector.check({ ...ctx, secrets: { ...ctx.secrets, reload } })
    expect(line?.level).toBe('ok')
    expect(desk.x.requests.filter(({ path }) => path === '/2/oauth2/token')).toHaveLength(1)
  })

  it('a renewal whose answer is cut off asks for a new login, and does not loop', async () => {
    await login.finish(desk.x.authorize(await login.begin(desk.ctxOf())), desk.ctxOf())
    desk.x.tokens.access.delete(desk.secrets['EARSHOT_X_ACCESS_TOKEN'] ?? '')
    desk.x.failNext(/oauth2.token/, { kind: 'done_then_cut' })
    const heard = desk.listen()
    await desk.until('an end', () => heard.errors.some(({ code }) => code === 'auth'))
    expect(heard.errors.map(({ code }) => code)).toEqual(['transient', 'auth'])
    expect(heard.errors.at(-1)?.message).toContain('earshot setup x')
  })
})
