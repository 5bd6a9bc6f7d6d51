import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Context, Hono } from 'hono'
import { openLink, takeAnswer, WORDS_MAX } from '../../actions/take-answer.ts'
import { readToken } from '../../core/ask.ts'
import { RefusedError } from '../../core/errors.ts'
import { answerNotice, answerPage } from '../../views/answer-page.ts'
import type { WebDeps, WebEnv } from '../deps.ts'

const LOOK = join(import.meta.dirname, '..', 'public', 'look.css')
const MINUTE_MS = 60_000
/** Looks a minute at one link, and at all that are none: a mark of 256 bits is not guessed, but nobody shall try. */
const PER_LINK = 30
const PER_STRANGER = 120
/** So many links are remembered; the oldest goes first. */
const MAX_REMEMBERED = 10_000

/** The page that customers answer on; whoever holds the link may, once. It sets no cookie and needs no script. */
export function mountAnswer(app: Hono<WebEnv>, deps: WebDeps): void {
  const hasRoom = createRoom(() => deps.ctx.clock.now())

  app.use('/f/*', async (c, next) => {
    await next()
    c.header('x-robots-tag', 'noindex, nofollow')
  })
  app.get('/f/look.css', (c) =>
    c.body(readFileSync(LOOK), 200, { 'content-type': 'text/css; charset=utf-8' }),
  )
  // Programs that show a link ahead of time only look: nothing is used up by that.
  app.get('/f/:token', (c) =>
    guarded(c, async (token) => {
      const ask = await openLink(deps.ctx, token)
      return c.html(question(ask.brand_name, token, null, ''))
    }),
  )
  app.post('/f/:token', (c) =>
    guarded(c, async (token) => {
      const ask = await openLink(deps.ctx, token)
      const form = await c.req.parseBody()
      const words = typeof form['words'] === 'string' ? form['words'] : ''
      const given = typeof form['score'] === 'string' && /^\d{1,2}$/.test(form['score'])
      const score = given ? Number(form['score']) : -1
      try {
        await takeAnswer(deps.ctx, { token, score, words }, deps.rules(), deps.readWords)
      } catch (error) {
        if (!(error instanceof RefusedError) || error.code !== 'score') throw error
        return c.html(question(ask.brand_name, token, error.message, words), 400)
      }
      deps.wake()
      const text = 'It went to the people who can do something about it. You can close this page.'
      return c.html(answerNotice('Thank you', text).toString())
    }),
  )

  async function guarded(
    c: Context<WebEnv>,
    show: (token: string) => Promise<Response>,
  ): Promise<Response> {
    const token = c.req.param('token') ?? ''
    // What is no link is not remembered: it may be as long as an address can be.
    const hasForm = readToken(token) !== null
    if (hasForm && !hasRoom(token, PER_LINK)) return tooMany(c)
    try {
      return await show(token)
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      if (error.code === 'no_link' && !hasRoom('', PER_STRANGER)) return tooMany(c)
      const status = error.code === 'no_link' ? 404 : error.code === 'expired' ? 410 : 200
      const title = { no_link: 'There is nothing here', expired: 'This is over' }[error.code]
      return c.html(answerNotice(title ?? 'Thank you', error.message).toString(), status)
    }
  }
}

function question(brandName: string, token: string, fault: string | null, words: string): string {
  const view = { brandName, action: `/f/${token}`, fault, words, maxWords: WORDS_MAX }
  return answerPage(view).toString()
}

function tooMany(c: Context<WebEnv>): Response {
  c.header('retry-after', '60')
  return c.html(answerNotice('A moment, please', 'Try again in a minute.').toString(), 429)
}

/** Room for so many a minute under each name. */
function createRoom(now: () => number): (name: string, perMinute: number) => boolean {
  const used = new Map<string, { minute: number; n: number }>()
  return (name, perMinute) => {
    const minute = Math.floor(now() / MINUTE_MS)
    const before = used.get(name)
    const n = before?.minute === minute ? before.n + 1 : 1
    used.delete(name)
    used.set(name, { minute, n })
    if (used.size > MAX_REMEMBERED) used.delete(used.keys().next().value ?? '')
    return n <= perMinute
  }
}
