import { isAwake } from '../../core/schedule.ts'
import type { Bulk } from './bulk.ts'
import type { WorkingCase } from './case-book.ts'
import type { CaseScene } from './case-scene.ts'
import { zoneOf } from './promises.ts'

interface Colleague {
  id: string
  zone: string | null
  quiet: string | null
}

/**
 * Names whoever looks after the person of a case, else whose turn it is; never who left or only looks on, and nobody in
 * their own quiet hours while there is another.
 */
export async function suggestStaff(
  bulk: Bulk,
  scene: CaseScene,
  fresh: readonly WorkingCase[],
  managers: ReadonlyMap<WorkingCase, string>,
): Promise<void> {
  const team = await bulk.allIn<Colleague>(
    `select id, zone, quiet from staff where disabled_at is null and role <> 'viewer' and id in (%)`,
    [...new Set([...managers.values(), ...fresh.flatMap((one) => one.turn?.staff ?? [])])],
  )
  const member = (id: string | undefined) => team.find((one) => one.id === id)
  for (const [name, cases] of Map.groupBy(fresh, (one) => one.turn?.name ?? null)) {
    const staff = (cases[0]?.turn?.staff ?? []).flatMap((id) => member(id) ?? [])
    const takesTurns = name !== null && staff.length > 1
    let n = takesTurns ? await readTurn(bulk, name) : 0
    for (const one of cases) {
      const at = { zone: zoneOf(scene.rules, one.brand_id), now: scene.now }
      const manager = member(managers.get(one))
      const inTurn = [...staff.slice(n % staff.length), ...staff.slice(0, n % staff.length)]
      const chosen = choose(manager === undefined ? inTurn : [manager, ...inTurn], at)
      one.suggested_id = chosen?.id ?? null
      if (chosen !== undefined && chosen !== manager) n += inTurn.indexOf(chosen) + 1
    }
    if (takesTurns) await keepTurn(bulk, name, n)
  }
}

/** The first who is there; where nobody is, the first. */
function choose(
  wanted: readonly Colleague[],
  { zone, now }: { zone: string; now: number },
): Colleague | undefined {
  return wanted.find((one) => isAwake(one, zone, now)) ?? wanted[0]
}

async function readTurn(bulk: Bulk, name: string): Promise<number> {
  const [known] = await bulk.all<{ n: number }>('select n from turn where name = ?', [name])
  return known?.n ?? 0
}

async function keepTurn(bulk: Bulk, name: string, n: number): Promise<void> {
  const grown = 'on conflict (name) do update set n = excluded.n'
  await bulk.upsert('turn', ['name', 'n'], [[name, n]], grown)
}
