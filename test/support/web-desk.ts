import type { Drafter } from '../../actions/suggest-draft.ts'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import { createSeal } from '../../core/seal.ts'
import type { Database } from '../../db/database.ts'
import { createLoginLink } from '../../db/sessions.ts'
import { assessStanding } from '../../pipeline/steps/score.ts'
import { loadWatchList } from '../../pipeline/watch-list.ts'
import { createWebApp } from '../../web/app.ts'
import type { WebDeps } from '../../web/deps.ts'
import { TODAY } from './engines.ts'
import { plainWords } from './listening-desk.ts'
import { openMemory } from './made-database.ts'
import { seedCase, seedShop } from './seed.ts'

type App = ReturnType<typeof createWebApp>

/** A live desk without a server: the app, its store, one open case and a way in. */
export interface WebDesk {
  app: App
  deps: WebDeps
  db: Database
  clock: SimulatedClock
  caseId: number
  authorId: number
  /** Signs in with a fresh link; the cookie of the session and the token of its forms. */
  signIn(staffId: string): Promise<{ cookie: string; csrf: string }>
  /** Presses a button: a form sent as a browser sends it. */
  press(
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>
}

/** The caller closes `db`. */
export async function openWebDesk(
  log = silentLogger,
  drafter: Drafter | null = null,
  mayDirect = false,
): Promise<WebDesk> {
  const clock = createSimulatedClock(TODAY)
  const db = await openMemory({ clock })
  const { authorId } = await seedShop(db)
  const caseId = await seedCase(db, authorId)
  let made = 0
  const seal = createSeal('a key of at least sixteen')
  const rules = { ...(await loadWatchList(db, plainWords)), assess: assessStanding }
  const deps: WebDeps = {
    ctx: { db, clock, openCode: (sealed) => sealed, fingerprint: seal.fingerprint },
    reader: db.kysely,
    log,
    token: () => `token-${++made}`,
    replyRight: () => ({ may: true, account: '@juniper', mayDirect }),
    countReply: (_, text, way) => ({ length: text.length, max: way === 'direct' ? 10_000 : 300 }),
    wake: () => {},
    readWords: () => null,
    rules: () => rules,
    demoStaffId: null,
    drafter,
    metrics: async () => 'figures',
    ready: async () => ({ ok: true, detail: 'ready' }),
  }
  const app = createWebApp(deps)
  const press: WebDesk['press'] = async (path, form, headers = {}) =>
    app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(form).toString(),
    })
  return {
    app,
    deps,
    db,
    clock,
    caseId,
    authorId,
    press,
    async signIn(staffId) {
      const token = `link-${++made}`
      await createLoginLink(db.kysely, { token, staffId, now: clock.now() })
      const answer = await press('/sign-in', { token })
      const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      const { csrf } = await db.kysely
        .selectFrom('session')
        .select('csrf')
        .where('staff_id', '=', staffId)
        .executeTakeFirstOrThrow()
      return { cookie, csrf }
    },
  }
}
