import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Item } from '../../../connectors/connector.ts'
import { openDesk, type XDesk } from '../../support/fake-x/desk.ts'
import type { Heard } from '../../support/hearing.ts'

const HOUR = 3_600_000
let desk: XDesk
beforeEach(async () => {
  desk = await openDesk({ words: false }, Date.UTC(2026, 10, 20, 1))
})
afterEach(() => desk.close())

/** A post that stands here already. */
function stored(text: string, by = '7'): { id: string; key: string } {
  const { id } = desk.x.addPost({ text, authorId: by }, true)
  const { stored } = desk.world
  stored.push({
    id: stored.length + 1,
    key: `x::${id}`,
    nativeId: id,
    revision: id,
    observedAt: desk.clock.now(),
    replyRef: {},
  })
  return { id, key: `x::${id}` }
}

const lookUps = () => desk.x.requests.filter(({ path }) => path === '/2/tweets')
const of = <T extends Item['type']>(heard: Heard, type: T) =>
  heard.items.filter((item) => item.type === type) as Extract<Item, { type: T }>[]

/** Until the night of the 21st has been swept. */
async function night(heard: Heard): Promise<void> {
  const day = Date.UTC(2026, 10, 21) / 86_400_000
  const sweptAt = () => (heard.cursor?.['sweep'] as { day: number } | undefined)?.day
  await desk.until('the sweep', () => sweptAt() === day, 20_000)
}

/** A cursor of yesterday evening, so that the night is near. */
async function listenBeforeTheNight(): Promise<Heard> {
  const first = await desk.listenLive()
  await first.stop()
  await desk.clock.advance(24 * HOUR + 30 * 60_000)
  return desk.listenLive(first.cursor)
}

describe('the nightly sweep', () => {
  it('takes away what is deleted, protected or suspended, and nothing else', async () => {
    const kept = stored('juniper is fine')
    const deleted = stored('juniper is awful')
    const guarded = stored('juniper was cold', '8')
    desk.x.addUser({ id: '9', username: 'bot', name: 'Bot', followers: 0 })
    const banned = stored('juniper juniper', '9')
    const heard = await listenBeforeTheNight()
    desk.x.deletePost(deleted.id)
    desk.x.users.get('8')!.protected = true
    desk.x.suspended.add('9')
    await night(heard)
    expect(new Set(of(heard, 'delete').map(({ key }) => key))).toEqual(
      new Set([deleted.key, guarded.key, banned.key]),
    )
    for (const { reason } of of(heard, 'delete')) expect(reason).toMatch(/^no longer on X: \w/)
    expect(of(heard, 'metrics')).toEqual([
      { type: 'metrics', key: kept.key, metrics: expect.objectContaining({ likes: 3, views: 50 }) },
    ])
    expect(lookUps()).toHaveLength(1)
  })

  it('hears what was edited since', async () => {
    const post = stored('juniper is soup')
    const heard = await listenBeforeTheNight()
    const edit = desk.x.editPost(post.id, 'juniper is soup, and good soup')
    await night(heard)
    expect(heard.mentions()).toEqual([
      expect.objectContaining({
        key: post.key,
        revision: edit.id,
        text: 'juniper is soup, and good soup',
        author: expect.objectContaining({ handle: 'mara' }),
      }),
    ])
  })

  it('goes through all of them once a night, newest first, a hundred at a time', async () => {
    for (let i = 0; i < 230; i++) stored(`juniper ${i}`)
    const heard = await listenBeforeTheNight()
    await night(heard)
    expect(lookUps().map(({ query }) => query.get('ids')?.split(',').length)).toEqual([
      100, 100, 30,
    ])
    expect(of(heard, 'metrics')).toHaveLength(230)
    expect(of(heard, 'metrics')[0]?.key).toBe(desk.world.stored.find(({ id }) => id === 230)?.key)
    expect(heard.cursor?.['sweep']).toMatchObject({ below: null })
  })

  it('asks about as many as tonight’s money allows, and goes on there the next night', async () => {
    for (let i = 0; i < 100; i++) stored(`juniper ${i}`)
    // Ten days are left: 80 % of 5 dollars, half of it, over ten days: 20 cents, 40 posts.
    desk.purse.capUsd = 5
    const heard = await listenBeforeTheNight()
    await night(heard)
    const asked = lookUps().flatMap(({ query }) => query.get('ids')?.split(',') ?? [])
    expect(asked).toHaveLength(40)
    expect(desk.purse.spentUsd).toBeCloseTo(0.2, 5)
    expect(heard.cursor?.['sweep']).toMatchObject({ below: 61 })
    const told = heard.batches.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0)
    expect(told).toBeCloseTo(0.2, 5)
  })

  it('takes nothing away where X gives no sound answer', async () => {
    stored('juniper is fine')
    const error = { resource_id: desk.world.stored[0]?.nativeId, title: 'Over capacity' }
    const body = JSON.stringify({
      errors: [{ ...error, type: 'https://api.twitter.com/2/problems/oauth' }],
    })
    const heard = await listenBeforeTheNight()
    desk.x.failNext(/GET .2.tweets$/, { kind: 'answer', status: 200, body })
    await night(heard)
    expect(of(heard, 'delete')).toEqual([])
  })

  it('tries again after an answer that is none', async () => {
    const gone = stored('juniper is fine')
    const heard = await listenBeforeTheNight()
    desk.x.deletePost(gone.id)
    for (const body of ['<html>', '', '{}', '[]'])
      desk.x.failNext(/GET .2.tweets$/, { kind: 'answer', status: 200, body })
    await night(heard)
    expect(of(heard, 'delete').map(({ key }) => key)).toEqual([gone.key])
    expect(heard.errors.map(({ code }) => code)).toEqual([
      'transient',
      'transient',
      'transient',
      'transient',
    ])
  })
})
