import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { seedLabel } from '../support/seed.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

let desk: WebDesk

const WEEK_MS = 7 * 86_400_000

beforeEach(async () => {
  desk = await openWebDesk()
  await seedLabel(desk.db)
})

afterEach(() => desk.db.close())

function caseRow() {
  return desk.db.kysely
    .selectFrom('case')
    .select(['last_mention_id', 'status', 'resolution', 'version'])
    .where('id', '=', desk.caseId)
    .executeTakeFirstOrThrow()
}

async function read(path: string, cookie: string) {
  return (await desk.app.request(path, { headers: { cookie } })).text()
}

describe('the page of a case', () => {
  it('asks whether we read it right, without offering what we said already', async () => {
    const { cookie } = await desk.signIn('ana')
    const page = await read(`/cases/${desk.caseId}`, cookie)
    expect(page).toContain('We read it as: unhappy, a complaint.')
    for (const value of ['right', 'not_us', 'mood:positive', 'mood:neutral', 'is_not:complaint'])
      expect(page).toContain(`value="${value}"`)
    expect(page).not.toContain('value="mood:negative"')
  })

  it('takes a word, says whose it is, and takes it back', async () => {
    const { cookie, csrf } = await desk.signIn('ana')
    const path = `/cases/${desk.caseId}`
    const answer = await desk.press(`${path}/label`, { csrf, verdict: 'mood:positive' }, { cookie })
    expect(answer.status).toBe(303)
    const page = await read(path, cookie)
    expect(page).toContain('Checked by Ana')
    expect(page).toContain('We read it as: happy, a complaint.')
    expect((await desk.press(`${path}/unlabel`, { csrf }, { cookie })).status).toBe(303)
    expect(await read(path, cookie)).not.toContain('Checked by')
  })

  it('closes what is not about us and offers to undo that', async () => {
    const { cookie, csrf } = await desk.signIn('ana')
    await desk.press(`/cases/${desk.caseId}/not_us`, { csrf }, { cookie })
    expect(await caseRow()).toMatchObject({ status: 'resolved', resolution: 'not_us' })
    const page = await read(`/cases/${desk.caseId}`, cookie)
    expect(page).toContain('Not about us')
    expect(page).toContain(`action="/cases/${desk.caseId}/unlabel"`)
    await desk.press(`/cases/${desk.caseId}/unlabel`, { csrf }, { cookie })
    expect(await caseRow()).toMatchObject({ status: 'claimed', resolution: null })
  })

  it.each(['', 'mood:furious', 'is:emergency', 'mood', 'not_us; drop table', '__proto__'])(
    'takes no other word: %s',
    async (verdict) => {
      const { cookie, csrf } = await desk.signIn('ana')
      const { version } = await caseRow()
      const answer = await desk.press(`/cases/${desk.caseId}/label`, { csrf, verdict }, { cookie })
      expect(await answer.text()).toContain('Choose one of the answers first.')
      expect((await caseRow()).version).toBe(version)
    },
  )

  it('refuses a viewer, and a form without its token', async () => {
    const { cookie, csrf } = await desk.signIn('vic')
    const path = `/cases/${desk.caseId}/label`
    const answer = await desk.press(path, { csrf, verdict: 'right' }, { cookie })
    expect(await answer.text()).toContain('This needs the role agent')
    expect((await desk.press(path, { verdict: 'right' }, { cookie })).status).toBe(403)
    expect(await desk.db.kysely.selectFrom('label_feedback').selectAll().execute()).toEqual([])
  })
})

describe('when a post is left to the team', () => {
  const limits = { relevance: '0.7', sentiment: '0.55', brand: 'juniper' }
  const profile = async () => {
    const rows = await desk.db.kysely.selectFrom('brand').select('profile').execute()
    return rows.map((row) => JSON.parse(row.profile) as unknown)
  }

  it('is shown with what it costs and brings, and set by an owner alone', async () => {
    await seedSureness([0.3, 0.5, 0.5, 0.6, ...Array.from({ length: 20 }, () => 0.9)])
    const owner = await desk.signIn('olga')
    const page = await read('/check', owner.cookie)
    expect(page).toContain('Now about 1 in 24 posts come to you, and about 9 in 10 of the rest')
    expect(page).toMatch(
      /when less sure than 0\.45 \(as usual\)<\/label><\/th><td class="num">4 %</,
    )
    expect(page).toMatch(/when less sure than 0\.6<\/label><\/th><td class="num">13 %</)
    expect(page).not.toContain('As far as we know')
    const form = { csrf: owner.csrf, ...limits }
    expect((await desk.press('/check/limits', form, { cookie: owner.cookie })).status).toBe(303)
    expect(await profile()).toEqual([{ unsureBelow: { relevance: 0.7, sentiment: 0.55 } }])
    expect(await read('/check', owner.cookie)).toMatch(/value="0\.55" checked/)

    const agent = await desk.signIn('ana')
    const shown = await read('/check', agent.cookie)
    expect(shown).toContain('when less sure than 0.55 (now)')
    expect(shown).not.toContain('action="/check/limits"')
    const refused = { csrf: agent.csrf, ...limits, sentiment: '0.8' }
    const answer = await desk.press('/check/limits', refused, { cookie: agent.cookie })
    expect(await answer.text()).toContain('This needs the role owner')
    expect(await profile()).toEqual([{ unsureBelow: { relevance: 0.7, sentiment: 0.55 } }])
  })

  it('says what the stream is like once a hundred posts are known', async () => {
    await seedSureness(Array.from({ length: 100 }, () => 0.9))
    await desk.clock.advance(WEEK_MS)
    const { cookie } = await desk.signIn('vic')
    expect(await read('/check', cookie)).toMatch(
      /As far as we know, \d+ % of the posts about you are unhappy/,
    )
  })

  it('says nothing of shares under twenty posts, and keeps what holds when nothing was chosen', async () => {
    const { cookie, csrf } = await desk.signIn('olga')
    expect(await read('/check', cookie)).toContain('too few posts yet')
    for (const form of [
      { ...limits, sentiment: '' },
      { ...limits, relevance: '7' },
    ]) {
      const answer = await desk.press('/check/limits', { csrf, ...form }, { cookie })
      expect(await answer.text()).toContain('Choose one of the settings. Nothing was changed.')
    }
    const gone = { csrf, ...limits, brand: 'fir' }
    const answer = await desk.press('/check/limits', gone, { cookie })
    expect(await answer.text()).toContain('This brand is no longer here.')
    expect(await profile()).toEqual([{}])
  })
})

/** Posts about the brand whose mood we were so sure of. */
async function seedSureness(confidences: readonly number[]): Promise<void> {
  const one = await desk.db.kysely.selectFrom('label').selectAll().executeTakeFirstOrThrow()
  const rows = confidences.map((sentiment_confidence, id) => ({
    ...one,
    mention_id: id,
    sentiment_confidence,
  }))
  await desk.db.kysely.deleteFrom('label').execute()
  await desk.db.kysely.insertInto('label').values(rows).execute()
}

describe('the weekly check', () => {
  it('shows a post without our answer, takes one word for it, and says how often we are right', async () => {
    await desk.clock.advance(WEEK_MS)
    const { cookie, csrf } = await desk.signIn('ana')
    const page = await read('/check', cookie)
    expect(page).toContain('Waited 25 minutes.')
    expect(page).toContain('Nobody looked yet.')
    expect(page).not.toMatch(/complaint|unhappy, a|sure 0/i)
    const mention = String((await caseRow()).last_mention_id)
    const form = { csrf, mention, answer: 'negative' }
    expect((await desk.press('/check', form, { cookie })).status).toBe(303)
    expect(await (await desk.press('/check', form, { cookie })).text()).toContain('faster')
    const done = await read('/check', cookie)
    expect(done).toContain('All done')
    expect(done).toContain('1 of 1 right. These are few yet: very likely between 2 and 10 in 10')
  })

  it('says so when there is nothing to check, and saves no answer that is none', async () => {
    const { cookie, csrf } = await desk.signIn('ana')
    expect(await read('/check', cookie)).toContain('Nothing to check')
    const answer = await desk.press('/check', { csrf, mention: '1', answer: 'sad' }, { cookie })
    expect(await answer.text()).toContain('Nothing was saved')
  })

  it('shows a hostile post as text', async () => {
    const evil = '"><script>alert(1)</script>'
    await desk.db.kysely.updateTable('mention').set({ text: evil, parent_text: evil }).execute()
    await desk.db.kysely.updateTable('author').set({ name: evil }).execute()
    await desk.clock.advance(WEEK_MS)
    const { cookie } = await desk.signIn('ana')
    const page = await read('/check', cookie)
    expect(page).toContain('&lt;script&gt;')
    expect(page).not.toContain('<script>alert')
  })
})
