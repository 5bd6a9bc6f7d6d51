import type { webApi } from '@slack/bolt'
import { messageOf } from '../core/errors.ts'
import { readHome } from '../db/home.ts'
import {
  forgetHomeVisit,
  type HomeVisit,
  newestEvent,
  noteHomeVisit,
  readHomeNews,
  readHomeVisits,
} from '../db/home-visits.ts'
import { closedHome, type Home, type HomeSection, homeView } from '../views/home.ts'
import { actorOf, type BotDeps } from './deps.ts'

/** Draws the Homes of the team in Slack, when they are opened and when something changed. */
export interface HomeBook {
  /** Draws one anew; `alone` opens one section, null all, and without it what was seen last stays. */
  show(userId: string, alone?: HomeSection | null): Promise<void>
  /** Draws those anew whose owner did something, or that show what is gone; how many. Call every few seconds. */
  refresh(): Promise<number>
}

/** A Home that nobody looks at is emptied after this: it must not keep what others said (facts on Slack, B10). */
const SEEN_MS = 7 * 86_400_000
const ASLEEP = 'Open this tab again to see your cases.'

type Publish = Pick<webApi.WebClient, 'views'>['views']['publish']

/** One at a time for each person, so that an older picture never covers a newer one. */
export function createHomeBook(deps: BotDeps, publish: Publish): HomeBook {
  const { ctx, reader } = deps
  const tails = new Map<string, Promise<unknown>>()
  const opened = new Map<string, HomeSection | null>()
  const shown = new Map<string, string>()
  const due = new Set<string>()
  let seen: { eventId: number; erasedAt: number } | null = null

  return {
    async show(userId, alone) {
      if (alone !== undefined) opened.set(userId, alone)
      await inTurn(userId, async () => {
        const actor = await actorOf(deps, userId)
        if (typeof actor === 'string') return put(userId, closedHome(actor), false)
        await noteHomeVisit(ctx.db.kysely, {
          staffId: actor.staffId,
          userId,
          at: ctx.clock.now(),
        })
        return put(userId, await draw(actor.staffId, userId), false)
      })
    },
    async refresh() {
      const first = seen === null
      seen ??= { eventId: await newestEvent(reader.kysely), erasedAt: 0 }
      const news = await readHomeNews(reader.kysely, seen)
      seen = { eventId: news.eventId, erasedAt: news.erasedAt }
      // Read after the news: a Home that is not among them yet is drawn later, and shows the news anyhow.
      const visits = await readHomeVisits(reader.kysely)
      for (const { staffId, userId } of visits)
        if (first || news.isGone || news.staff.has(staffId)) due.add(userId)
      let drawn = 0
      for (const visit of visits)
        if (isOld(visit) || due.has(visit.userId)) drawn += (await redraw(visit)) ? 1 : 0
      return drawn
    },
  }

  function isOld({ at }: HomeVisit): boolean {
    return ctx.clock.now() - at > SEEN_MS
  }

  /** False where Slack did not take it: it stays due. */
  async function redraw(visit: HomeVisit): Promise<boolean> {
    const { staffId, userId } = visit
    due.add(userId)
    try {
      await inTurn(userId, async () => {
        if (isOld(visit)) {
          await put(userId, closedHome(ASLEEP), true)
          await forgetHomeVisit(ctx.db.kysely, visit)
          return
        }
        const actor = await actorOf(deps, userId)
        const isHere = typeof actor !== 'string'
        await put(userId, isHere ? await draw(staffId, userId) : closedHome(actor), true)
      })
    } catch (error) {
      deps.log.warn({ error: messageOf(error) }, 'a Home was not drawn')
      return false
    }
    due.delete(userId)
    return true
  }

  async function draw(staffId: string, userId: string): Promise<Home> {
    const now = ctx.clock.now()
    const facts = await readHome(reader.kysely, staffId, now)
    return facts === null
      ? closedHome('You are no longer on the team.')
      : homeView(facts, opened.get(userId) ?? null, now)
  }

  async function put(userId: string, view: Home, isQuiet: boolean): Promise<void> {
    const text = JSON.stringify(view)
    if (isQuiet && shown.get(userId) === text) return
    await publish({
      user_id: userId,
      view: view as unknown as webApi.ViewsPublishArguments['view'],
    })
    shown.set(userId, text)
  }

  function inTurn(userId: string, act: () => Promise<void>): Promise<void> {
    const run = (tails.get(userId) ?? Promise.resolve()).then(act)
    tails.set(
      userId,
      run.catch(() => {}),
    )
    return run
  }
}
