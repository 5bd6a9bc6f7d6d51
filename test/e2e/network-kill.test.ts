import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { seeded } from '../support/mutate-json.ts'
import { STARTED_NETWORKS, type StartedNetwork } from '../support/start-networks.ts'
import { type DrilledDesk, type Holdings, prepareDrilledDesk } from './network-kill-desk.ts'
import type { Death } from './network-kill-world.ts'

/** EARSHOT_KILL=every kills at every step, one network after another: many minutes instead of seconds. */
const EVERY = process.env['EARSHOT_KILL'] === 'every'
/** It only ends what hangs. */
const ALL_MS = 7_200_000

const root = mkdtempSync(join(tmpdir(), 'earshot-network-kill-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** What stands there is what the networks know, each answer given once. */
async function expectTrue(desk: DrilledDesk, death: Death | null): Promise<Holdings> {
  const held = await desk.holdings()
  expect(held, JSON.stringify(death)).toMatchObject(desk.truth())
  expect(desk.integrity(), JSON.stringify(death)).toBe('ok')
  expect(held.live.length, 'twice').toBe(new Set(held.live).size)
  return held
}

if (EVERY)
  it.each(STARTED_NETWORKS)(
    'killed at every step of %s it loses nothing and says nothing twice',
    killEverywhere,
    ALL_MS,
  )
else
  it(
    'killed in the midst of its work on every network at once it holds what the networks know',
    killAtSome,
  )

/** Killed while it asks, while it hears and while it stores, each time with new posts, edits and deletions. */
async function killAtSome(): Promise<void> {
  const random = seeded(Number(process.env['EARSHOT_KILL_SEED'] ?? 8))
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const asking = STARTED_NETWORKS.filter((network) => network !== 'webhook')
  const desk = await prepareDrilledDesk(root)
  for (const step of [
    `question ${pick(asking)}`,
    `answer ${pick(asking)}`,
    pick(['before a commit', 'after a commit']),
  ]) {
    const nth = step.endsWith('commit') ? 5 + Math.floor(random() * 20) : 1
    expect((await desk.live({ step, nth })).died, step).toBe(true)
  }
  await desk.live(null)
  const { live } = await expectTrue(desk, null)
  expect(live.length).toBeGreaterThan(50)
  await desk.close()
}

/**
 * Killed at each kind of step, the first time it comes, the second, and so on until a life ends before; left in peace
 * in between. Each kind has a desk of its own, or the rounds would pile up and every life take longer.
 */
async function killEverywhere(network: StartedNetwork): Promise<void> {
  const calm = await prepareDrilledDesk(root, [network])
  await calm.live(null)
  const { steps } = await calm.live(null)
  await expectTrue(calm, null)
  await calm.close()
  let killed = 0
  // Rare steps first: who has little time has seen every kind of them.
  const rareFirst = [...steps].toSorted(([, a], [, b]) => a - b).map(([step]) => step)
  for (const step of rareFirst) killed += await killAtEach(network, step)
  process.stdout.write(`${network}: ${killed} kills at ${steps.size} kinds of steps\n`)
  expect(killed).toBeGreaterThan(steps.size)
}

async function killAtEach(network: StartedNetwork, step: string): Promise<number> {
  const desk = await prepareDrilledDesk(root, [network])
  for (let nth = 1; ; nth++) {
    const { died } = await desk.live({ step, nth })
    if (died) await desk.live(null)
    await expectTrue(desk, { step, nth })
    if (died) continue
    await desk.close()
    process.stdout.write(`${network}: ${nth - 1} kills at the step "${step}"\n`)
    return nth - 1
  }
}
