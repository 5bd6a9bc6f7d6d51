import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cursor, Item } from '../../connectors/connector.ts'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import { createHearing, type Heard, type Hearing } from '../support/hearing.ts'
import { createUntil, type Until } from '../support/until.ts'
import type { ConnectorHarness, FakeNetwork, StartedHarness } from './connector-harness.ts'

const START = Date.UTC(2026, 10, 19, 13, 30)
const MAX_TEXT = 64 * 1024

/** A drill that this network cannot have is left out, not skipped: a skip would count as a failure. */
function when(supported: boolean): (name: string, test: () => Promise<void>) => void {
  return supported ? it : () => {}
}

/** What every connector has to hold; `harness` says how to drive its network. */
export function connectorContract(name: string, harness: ConnectorHarness): void {
  describe(`${name} keeps the contract of a connector`, () => {
    let clock: SimulatedClock
    let started: StartedHarness
    let until: Until
    let hearing: Hearing

    beforeEach(async () => {
      clock = createSimulatedClock(START)
      started = await harness.startFake(clock)
      until = createUntil(clock, harness.stepMs)
      hearing = createHearing({
        clock,
        connector: started.connector,
        ctxOf: started.createCtx,
        until,
      })
    })
    afterEach(async () => {
      await hearing.stop()
      await started.fake.close()
    })

    const listen = (cursor: Cursor | null = null) => hearing.listen(cursor)
    const listenLive = (cursor: Cursor | null = null) => hearing.listenLive(cursor)

    const hears = (listener: Heard, key: string) =>
      until(`hearing ${key}`, () => textOf(listener.items, key) !== undefined)

    it('hears a post with its key, its times and its author', async () => {
      const listener = await listenLive()
      const key = await started.fake.publish('The flat white was cold again.')
      await hears(listener, key)
      const post = mentionOf(listener.items, key)
      expect(post.text).toContain('The flat white was cold again.')
      expect(key.startsWith(`${started.connector.network}:`)).toBe(true)
      expect(post.network).toBe(started.connector.network)
      expect(Number.isSafeInteger(post.createdAt) && Number.isSafeInteger(post.receivedAt)).toBe(
        true,
      )
      expect(post.revision).not.toBe('')
      expect(listener.errors).toEqual([])
    })

    it('resumes from its cursor without losing what was said meanwhile', async () => {
      const first = await listenLive()
      const heard = await started.fake.publish('one')
      await hears(first, heard)
      await first.stop()
      const missed = [
        await started.fake.publish('two'),
        await started.fake.publish('three'),
        await started.fake.publish('four'),
      ]
      const second = listen(throughJson(first.cursor))
      for (const key of missed) await hears(second, key)
      expectNoNewRevision(first.items, second.items)
    })

    it('gives the same items or more for the same cursor', async () => {
      const first = await listenLive()
      const cursor = throughJson(first.cursor)
      const keys = [await started.fake.publish('a'), await started.fake.publish('b')]
      for (const key of keys) await hears(first, key)
      await first.stop()
      const again = listen(cursor)
      for (const key of keys) await hears(again, key)
      expectNoNewRevision(first.items, again.items)
    })

    it('stops at once when asked, and leaves nothing asleep', async () => {
      const listener = await listenLive()
      await listener.stop()
      await until('nobody asleep', () => clock.sleepers === 0)
      expect(listener.errors).toEqual([])
    })

    const { supports } = harness
    when(supports.duplicates)('gives a second delivery the same key and revision', async () => {
      const listener = await listenLive()
      const key = await started.fake.publish('said once')
      await hears(listener, key)
      await drill(started.fake, 'duplicate')(key)
      await hears(listener, await started.fake.publish('said later'))
      expect(new Set(upsertsOf(listener.items, key).map((m) => m.revision)).size).toBe(1)
    })

    when(supports.outOfOrder)('hears both posts when the newer one comes first', async () => {
      const listener = await listenLive()
      const keys = await drill(started.fake, 'publishSwapped')('older', 'newer')
      for (const key of keys) await hears(listener, key)
    })

    when(supports.edits)('gives an edit a new revision and a later time', async () => {
      const listener = await listenLive()
      const key = await started.fake.publish('Awful.')
      await hears(listener, key)
      const before = mentionOf(listener.items, key)
      await clock.advance(60_000)
      await drill(started.fake, 'edit')(key, 'Awful, then they made it good.')
      await until('the edit', () =>
        Boolean(textOf(listener.items, key)?.includes('then they made it good')),
      )
      const after = mentionOf(listener.items, key)
      expect(after.revision).not.toBe(before.revision)
      expect(after.editedAt ?? 0).toBeGreaterThan(before.editedAt ?? before.createdAt)
    })

    when(supports.deletes)('says that a post is gone', async () => {
      const listener = await listenLive()
      const key = await started.fake.publish('I should not have said this.')
      await hears(listener, key)
      await drill(started.fake, 'remove')(key)
      await until('the deletion', () =>
        listener.items.some((item) => item.type === 'delete' && item.key === key),
      )
    })

    when(supports.malformed)('sets aside what it cannot understand and goes on', async () => {
      const listener = await listenLive()
      await drill(started.fake, 'sendMalformed')()
      const key = await started.fake.publish('after the nonsense')
      await hears(listener, key)
      expect(listener.items.filter((item) => item.type === 'poison').length).toBeGreaterThan(0)
      for (const item of listener.items)
        if (item.type === 'poison') expect(item.reason).not.toBe('')
    })

    when(supports.oversize)('survives a giant and hands on no giant text', async () => {
      const listener = await listenLive()
      await drill(started.fake, 'sendOversize')()
      await hears(listener, await started.fake.publish('after the giant'))
      for (const item of listener.items)
        if (item.type === 'upsert') expect(item.mention.text.length).toBeLessThanOrEqual(MAX_TEXT)
    })

    for (const form of supports.rateLimits)
      it(`obeys "too many requests" said as ${form}, and loses nothing`, async () => {
        const listener = await listenLive()
        await drill(started.fake, 'rateLimit')(form)
        const key = await started.fake.publish('said during the limit')
        // A reset a month away is for the runner to clamp; the fake refuses once, so it is heard after.
        await hears(listener, key)
        const limits = listener.errors.filter((error) => error.code === 'rate_limited')
        expect(limits.length).toBeGreaterThan(0)
        for (const error of limits)
          expect(error.retryAt === null || Number.isSafeInteger(error.retryAt)).toBe(true)
      })

    when(supports.drop)('comes back after a cut and hears what it missed', async () => {
      const listener = await listenLive()
      await hears(listener, await started.fake.publish('before the cut'))
      await drill(started.fake, 'drop')()
      await hears(listener, await started.fake.publish('during the cut'))
      for (const error of listener.errors) expect(error.code).toBe('transient')
    })

    when(supports.halfOpen)('notices a connection that is open but dead', async () => {
      const listener = await listenLive()
      await drill(started.fake, 'halfOpen')()
      const key = await started.fake.publish('said into the void')
      const silentFrom = clock.now()
      await hears(listener, key)
      expect(clock.now() - silentFrom).toBeLessThanOrEqual(120_000)
    })

    when(supports.gaps)('reports what can no longer be fetched', async () => {
      const first = await listenLive()
      await hears(first, await started.fake.publish('kept'))
      await first.stop()
      await started.fake.publish('lost for good')
      await clock.advance(60_000)
      await drill(started.fake, 'loseWindow')()
      const second = listen(throughJson(first.cursor))
      await until('a gap', () => second.batches.some((batch) => batch.gap !== undefined))
      const gap = second.batches.find((batch) => batch.gap !== undefined)?.gap
      expect(gap?.why).not.toBe('')
      expect(gap !== undefined && gap.from < gap.to).toBe(true)
      await hears(second, await started.fake.publish('heard again'))
    })

    when(supports.revoke)('asks for a new login when the token no longer holds', async () => {
      const listener = await listenLive()
      await drill(started.fake, 'revoke')()
      await until('auth', () => listener.errors.some((error) => error.code === 'auth'))
    })
  })
}

/** The method that a declared drill needs; a harness that declares it must have it. */
function drill<K extends keyof FakeNetwork>(
  fake: FakeNetwork,
  name: K,
): NonNullable<FakeNetwork[K]> {
  const method = fake[name]
  if (method === undefined)
    throw new Error(`the harness supports this drill, so its fake needs ${name}()`)
  return method.bind(fake) as NonNullable<FakeNetwork[K]>
}

function throughJson(cursor: Cursor | null): Cursor | null {
  return JSON.parse(JSON.stringify(cursor)) as Cursor | null
}

function upsertsOf(items: readonly Item[], key: string) {
  return items.flatMap((i) => (i.type === 'upsert' && i.mention.key === key ? [i.mention] : []))
}

function textOf(items: readonly Item[], key: string): string | undefined {
  return upsertsOf(items, key).at(-1)?.text
}

function mentionOf(items: readonly Item[], key: string) {
  const mention = upsertsOf(items, key).at(-1)
  if (mention === undefined) throw new Error(`no post ${key}`)
  return mention
}

/** A repeat is allowed only with the revision that is already stored: then storing it changes nothing. */
function expectNoNewRevision(before: readonly Item[], after: readonly Item[]): void {
  for (const item of after)
    if (item.type === 'upsert')
      for (const known of upsertsOf(before, item.mention.key))
        expect(item.mention.revision).toBe(known.revision)
}
