import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as realTurn } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { applyConfig } from '../../actions/apply-config.ts'
import { openDatabase } from '../../db/database.ts'
import { manyWords } from '../support/many-words.ts'
import type { NetworkWorld } from '../support/network-world.ts'
import { createQuickClock } from '../support/quick-clock.ts'
import { type StartedNetwork, startNetworks } from '../support/start-networks.ts'
import { ANSWER, type Death, drillConfig, FACTOR, type Life } from './network-kill-world.ts'

const WITHOUT_CHARTS = join(import.meta.dirname, 'without-charts.ts')
const LIFE = join(import.meta.dirname, 'network-kill-life.ts')
/** Real ms until what is waited for counts as never happening. */
const PATIENCE_MS = 300_000
const LOOK_MS = 20

/** Told of a deletion only when they are asked in the night. */
const TELL_AT_NIGHT: ReadonlySet<string> = new Set(['x', 'hackernews'])

/** What a desk holds, told by texts, as numbers differ from world to world. */
export interface Holdings {
  live: string[]
  cases: number
  /** Texts of posts that are gone and stand in the store all the same. */
  undead: string[]
  /** Text of a post → answers of ours that stand below it at its network. */
  answers: Record<string, number>
}

export interface DrilledDesk {
  /**
   * One life: something is said, edited and deleted everywhere, and a desk lives until that step of it, or until
   * all is stored and answered. The steps it took, by name.
   */
  live(death: Death | null): Promise<{ steps: Map<string, number>; died: boolean }>
  /** What should stand there, by what the networks know. */
  truth(): Pick<Holdings, 'live' | 'undead' | 'answers'>
  holdings(): Promise<Holdings>
  /** 'ok', or what is wrong in the file. */
  integrity(): unknown
  close(): Promise<void>
}

interface Said {
  on: NetworkWorld
  key: string
  text: string
  isGone: boolean
}

/** A desk that lives in processes of its own, one after another, beside networks that outlive them. */
export async function prepareDrilledDesk(
  root: string,
  which?: readonly StartedNetwork[],
): Promise<DrilledDesk> {
  const file = join(mkdtempSync(join(root, 'desk-')), 'desk.db')
  const begin = Date.now()
  const clock = createQuickClock(FACTOR, begin)
  let address = 'http://127.0.0.1:1'
  const networks = await startNetworks(clock, () => address, which)
  const db = await openDatabase({ url: file, clock, node: 1, durable: false })
  const how = { hash: 'drill', force: true, by: 'drill' }
  await applyConfig({ db, clock }, drillConfig(networks), how)
  const secrets = Object.assign({}, ...networks.map((one) => one.secrets)) as Life['secrets']
  const ports = Object.fromEntries(
    networks.flatMap(({ network, settings }) =>
      [...JSON.stringify(settings).matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => [
        port,
        network,
      ]),
    ),
  ) as Life['ports']
  const all: Said[] = []
  const turns = new Map<NetworkWorld, Promise<void>>()
  let round = 0

  function start(death: Death | null): ChildProcess {
    const life: Life = { file, begin, secrets, ports, death }
    return spawn(process.execPath, ['--import', WITHOUT_CHARTS, LIFE, JSON.stringify(life)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'compiled') },
    })
  }

  /** Lives until `isDone` says so or until it dies by itself. */
  async function live(death: Death | null, isDone: () => Promise<boolean>) {
    const child = start(death)
    const ended = once(child, 'exit')
    const steps = new Map<string, number>()
    let isUp = false
    const lines = createInterface({ input: child.stdout! })
    lines.on('line', (line) => {
      if (line.startsWith('step ')) steps.set(line.slice(5), (steps.get(line.slice(5)) ?? 0) + 1)
      if (!line.startsWith('up ')) return
      address = line.slice(3)
      isUp = true
    })
    const isOver = () => child.exitCode !== null || child.signalCode !== null
    await until(
      async () => JSON.stringify({ death, steps: [...steps], ...(await difference()) }, null, 1),
      async () => isOver() || (isUp && (await isDone())),
    ).catch((error: unknown) => {
      child.kill('SIGKILL')
      throw error
    })
    const died = isOver()
    child.kill('SIGKILL')
    const [code, signal] = (await ended) as [number | null, string | null]
    if (signal !== 'SIGKILL') throw new Error(`the desk ended by itself, with ${code}`)
    return { steps, died }
  }

  async function say(on: NetworkWorld): Promise<void> {
    const author = `guest${all.length}`
    const text = `${manyWords(`${on.network}${author}`)}: juniper was awful today, says ${author}`
    // A service that sends to us waits until somebody takes it: the post is known before.
    const said: Said = { on, key: '', text, isGone: false }
    all.push(said)
    said.key = await on.say(author, text)
  }

  /** Two new posts on every network; of the two from the round before one is edited and one is gone. */
  const happen = () =>
    Promise.all(
      networks.map((on) => {
        // Who sends to us waits until somebody takes it, and only then has more to say.
        const turn = (turns.get(on) ?? Promise.resolve()).then(() => happenOn(on, round))
        turns.set(on, turn)
        return turn
      }),
    )

  async function happenOn(on: NetworkWorld, inRound: number): Promise<void> {
    const [kept, doomed] = all.filter((one) => one.on === on).slice(-2)
    await say(on)
    if (kept !== undefined && on.edit !== undefined) {
      kept.text = `${kept.text}, and in round ${inRound} still`
      await on.edit(kept.key, kept.text)
    }
    if (doomed !== undefined && on.remove !== undefined && !TELL_AT_NIGHT.has(on.network)) {
      doomed.isGone = true
      await on.remove(doomed.key)
    }
    await say(on)
  }

  const allLive = async () => {
    const rows = await db.kysely.selectFrom('health').select('state').execute()
    return rows.filter(({ state }) => state === 'live').length >= networks.length
  }
  const isSame = async () => {
    const { live: stored, answers } = await holdings()
    const wanted = truth()
    return JSON.stringify([stored, answers]) === JSON.stringify([wanted.live, wanted.answers])
  }

  /** What is missing and what is too much, for whoever has to find out why. */
  async function difference() {
    const [held, wanted] = [await holdings(), truth()]
    const without = (all_: readonly string[], others: readonly string[]) =>
      all_.filter((one) => !others.includes(one))
    const wrong = Object.keys(wanted.answers).filter((text) => held.answers[text] !== 1)
    const health = await db.kysely
      .selectFrom('health')
      .select(['connection_id', 'state', 'detail'])
      .execute()
    return {
      missing: without(wanted.live, held.live),
      tooMuch: without(held.live, wanted.live),
      answers: wrong.map((text) => `${held.answers[text]} below: ${text}`),
      unwell: health.filter(({ state }) => state !== 'live'),
    }
  }

  function truth() {
    const standing = all.filter(({ isGone }) => !isGone)
    return {
      live: standing.map(({ on, text }) => `${on.network}: ${text}`).toSorted(),
      undead: [],
      answers: answersTo(() => 1),
    }
  }
  function answersTo(count: (said: Said) => number): Record<string, number> {
    const answerable = all.filter(({ on, isGone }) => on.answersTo !== undefined && !isGone)
    return Object.fromEntries(answerable.map((said) => [said.text, count(said)]))
  }
  async function holdings(): Promise<Holdings> {
    const rows = await db.kysely
      .selectFrom('mention')
      .select(['network', 'text', 'state'])
      .execute()
    const cases = await db.kysely.selectFrom('case').select('id').execute()
    const stored = rows.filter(({ state }) => state === 'live')
    return {
      live: stored.map(({ network, text }) => `${network}: ${bare(text)}`).toSorted(),
      cases: cases.length,
      undead: rows
        .filter(({ state, text }) => state !== 'live' && text !== '')
        .map(({ text }) => text),
      answers: answersTo(
        ({ on, key }) => (on.answersTo?.(key) ?? []).filter((text) => text.includes(ANSWER)).length,
      ),
    }
  }

  // Everybody listens from now on: a life that only finds its starting points.
  await live(null, allLive)
  return {
    truth,
    holdings,
    integrity: () => integrityOf(file),
    async live(death) {
      round++
      const happening = { isOver: false }
      const happened = happen().then(() => {
        happening.isOver = true
      })
      happened.catch(() => {})
      const lived = await live(death, async () => happening.isOver && (await isSame()))
      if (!lived.died) await happened
      return lived
    },
    async close() {
      await db.close()
      await Promise.all(networks.map((one) => one.close()))
    },
  }
}

/** By a connection of its own: one that looked before holds an old map of the search index, and finds fault with the new one. */
function integrityOf(file: string): unknown {
  const sqlite = new Sqlite(file, { readonly: true })
  try {
    return sqlite.pragma('integrity_check', { simple: true })
  } finally {
    sqlite.close()
  }
}

/** What a post says without what a network puts around it. */
function bare(text: string): string {
  return text.replace(/^@junipercoffee |^@juniper /, '').replace(/ Written by \w+\.$/, '')
}

async function until(what: () => Promise<string>, holds: () => Promise<boolean>): Promise<void> {
  const begin = performance.now()
  while (!(await holds())) {
    if (performance.now() - begin > PATIENCE_MS) throw new Error(`never happened: ${await what()}`)
    await realTurn(LOOK_MS)
  }
}
