import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import { NetworkError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Database } from '../../db/database.ts'
import { enqueue } from '../../db/queue.ts'
import { createOutbox, type DeliverDue, type Sender } from '../../jobs/outbox.ts'
import { openMemory } from '../support/made-database.ts'

const NOON = Date.UTC(2026, 10, 19, 12)
const MINUTE = 60_000

let db: Database
let clock: SimulatedClock
/** By how much the clock of the machine is wrong. */
let wrongBy: number
/** What happens to a row that is sent; a test sets it. */
let fate: (key: string, uncertain: boolean) => void
let tries: { key: string; at: number; uncertain: boolean }[]
let deliverDue: DeliverDue
/** Starts the program anew. */
let begin: () => void

const machineTime = () => clock.now() + wrongBy

const unreachable = () => new NetworkError('transient', 'Slack cannot be reached.')
const noAnswer = () => new NetworkError('ambiguous', 'Slack did not answer.')

beforeEach(async () => {
  clock = createSimulatedClock(NOON)
  wrongBy = 0
  db = await openMemory({ clock })
  fate = () => {}
  tries = []
  const sender: Sender = {
    giveUpAfterMs: 86_400_000,
    laneGapMs: 1000,
    async send(row, uncertain) {
      tries.push({ key: row.key, at: clock.now() - NOON, uncertain })
      fate(row.key, uncertain)
      return {}
    },
  }
  begin = () => {
    deliverDue = createOutbox({
      db,
      clock: { ...clock, now: machineTime },
      random: () => 0.5,
      log: silentLogger,
      owner: 'me',
      senders: { 'card.post': sender },
    })
  }
  begin()
})

afterEach(() => db.close())

async function put(key: string, priority = 1, lane = 'slack:C1'): Promise<void> {
  await db.transaction((trx) =>
    enqueue(trx, {
      id: db.nextId(),
      kind: 'card.post',
      key,
      lane,
      case_id: null,
      priority,
      payload: '{"text":"Said once"}',
      due_at: machineTime(),
      created_at: machineTime(),
    }),
  )
}

/** Rounds every half second for so long. */
async function run(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    await deliverDue()
    await clock.advance(500)
  }
}

const keys = () => tries.map(({ key }) => key)
const count = (key: string) => tries.filter((one) => one.key === key).length

it('has a note deleted that was on its way while its row was erased, and none that somebody else has', async () => {
  const told = async (kind: string, meanwhile: (id: number) => Promise<unknown>) => {
    await put(kind, 1, `slack:${kind}`)
    const row = await db.kysely
      .selectFrom('outbox')
      .select('id')
      .where('key', '=', kind)
      .executeTakeFirstOrThrow()
    await db.kysely.updateTable('outbox').set({ kind }).where('id', '=', row.id).execute()
    const send = async () => {
      await meanwhile(row.id)
      return { result: '12.5' }
    }
    const sender = { giveUpAfterMs: MINUTE, laneGapMs: 0, send }
    const log = silentLogger
    await createOutbox({
      db,
      clock,
      random: () => 0.5,
      log,
      owner: 'me',
      senders: { [kind]: sender },
    })()
    const erased = await db.kysely
      .selectFrom('outbox')
      .select('payload')
      .where('key', '=', `erase:slack:${kind}:12.5`)
      .execute()
    return erased.map(({ payload }) => payload)
  }
  const remove = (id: number) => db.kysely.deleteFrom('outbox').where('id', '=', id).execute()
  const takeOver = (id: number) =>
    db.kysely.updateTable('outbox').set({ lease_token: 9 }).where('id', '=', id).execute()
  for (const kind of ['thread.note', 'staff.note', 'strike.note'])
    expect(await told(kind, remove)).toEqual(['{"ts":"12.5"}'])
  expect(await told('digest.post', remove)).toEqual([])
  await db.kysely.deleteFrom('outbox').execute()
  expect(await told('thread.note', takeOver)).toEqual([])
})

describe('a lane whose far end is away', () => {
  it('is tried every half minute at most, and again within half a minute of its return', async () => {
    fate = () => {
      throw unreachable()
    }
    for (let i = 0; i < 5; i++) await put(`card-${i}`)
    await run(60 * MINUTE)
    expect(tries.length).toBeLessThan(60 * 4 + 10)
    tries = []
    fate = () => {}
    await run(31_000 + 5 * 1000)
    expect(keys()).toEqual(['card-0', 'card-1', 'card-2', 'card-3', 'card-4'])
    expect(tries[0]?.at).toBeLessThanOrEqual(60 * MINUTE + 30_000)
  })

  it('leaves few rows in doubt, and posts what is most urgent first when it is back', async () => {
    fate = () => {
      throw noAnswer()
    }
    for (let i = 0; i < 5; i++) await put(`card-${i}`)
    await run(10 * MINUTE)
    await put('fire', 0)
    await run(50 * MINUTE)
    expect([...new Set(keys())].sort()).toEqual(['card-0', 'card-1', 'fire'])
    tries = []
    fate = () => {}
    await run(45_000)
    expect(keys()).toEqual(['fire', 'card-0', 'card-1', 'card-2', 'card-3', 'card-4'])
    expect(tries.map(({ uncertain }) => uncertain)).toEqual([true, true, true, false, false, false])
  })

  it('does not hold up other lanes', async () => {
    fate = (key) => {
      if (key !== 'other') throw unreachable()
    }
    await put('card')
    await deliverDue()
    await put('other', 1, 'slack:C2')
    await deliverDue()
    expect(keys()).toEqual(['card', 'other'])
  })
})

describe('one row that always fails', () => {
  it('steps aside, so that the others go on', async () => {
    fate = (key) => {
      if (key === 'poison') throw unreachable()
    }
    await put('poison', 0)
    for (let i = 0; i < 20; i++) await put(`card-${i}`)
    await run(3 * MINUTE)
    for (let i = 0; i < 20; i++) expect(count(`card-${i}`)).toBe(1)
    expect(count('poison')).toBeGreaterThan(3)
  })
})

it('still looks before it sends again after the look itself was refused for its pace', async () => {
  await put('card')
  fate = () => {
    throw noAnswer()
  }
  await deliverDue()
  fate = () => {
    throw new NetworkError('rate_limited', 'Slack asks us to slow down.', {
      retryAt: clock.now() + 5000,
    })
  }
  await run(6000)
  fate = () => {}
  await run(10_000)
  expect(tries.map(({ uncertain }) => uncertain)).toEqual([false, true, true])
})

describe('a clock that leaps a day ahead', () => {
  const stateOf = async (key: string) => {
    const row = await db.kysely
      .selectFrom('outbox')
      .select('state')
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    return row.state
  }
  beforeEach(() => {
    fate = () => {
      throw unreachable()
    }
  })

  it('makes nothing too old that waited meanwhile, and it goes out when it can', async () => {
    await run(2000)
    await put('card')
    wrongBy = 25 * 60 * MINUTE
    await run(10 * MINUTE)
    expect(tries.length).toBeGreaterThan(3)
    expect(await stateOf('card')).toBe('pending')
    fate = () => {}
    wrongBy = 0
    await run(MINUTE)
    expect(await stateOf('card')).toBe('sent')
  })

  it('still lets go of what was tried for a day', async () => {
    await run(2000)
    await put('card')
    wrongBy = 25 * 60 * MINUTE
    for (let passed = 0; passed < 25 * 60; passed += 4) {
      await deliverDue()
      await clock.advance(4 * MINUTE)
    }
    expect(await stateOf('card')).toBe('dead')
  })
})

describe('a clock that was two hours ahead and is set right', () => {
  it.each([
    ['while the program runs', () => {}],
    ['while it was down', () => begin()],
  ])('holds nothing up that was queued meanwhile: %s', async (_, restart) => {
    wrongBy = 120 * MINUTE
    await put('gone')
    await run(2000)
    await put('waits')
    await put('other', 1, 'slack:C2')
    wrongBy = 0
    restart()
    await run(5000)
    expect(keys().toSorted()).toEqual(['gone', 'other', 'waits'])
  })

  it('tries again soon what failed meanwhile, and leaves alone what is meant for the morning', async () => {
    await put('morning')
    await db.kysely
      .updateTable('outbox')
      .set({ due_at: NOON + 19 * 60 * MINUTE })
      .execute()
    wrongBy = 120 * MINUTE
    fate = () => {
      throw unreachable()
    }
    await put('failed', 1, 'slack:C2')
    await run(2000)
    fate = () => {}
    wrongBy = 0
    await run(60_000)
    expect(count('failed')).toBeGreaterThan(1)
    expect(count('morning')).toBe(0)
    const left = await db.kysely
      .selectFrom('outbox')
      .select(['key'])
      .where('state', '<>', 'sent')
      .execute()
    expect(left).toEqual([{ key: 'morning' }])
  })
})
