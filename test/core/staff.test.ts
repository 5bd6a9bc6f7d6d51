import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mayDo, ROLE_FOR, ROLES, type StaffAction } from '../../core/staff.ts'

const FOLDER = join(import.meta.dirname, '../../actions')
const files = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), 'utf8'))

describe('who may do what', () => {
  it('is asked by every action from the one table, and everything in the table is asked', () => {
    const asked = files.flatMap((text) =>
      [...text.matchAll(/asStaff\(\s*ctx,\s*actor,\s*ROLE_FOR\['([^']+)'\]/g)].map(
        ([, name]) => name,
      ),
    )
    const calls = files.flatMap((text) => [...text.matchAll(/asStaff\(/g)])
    expect([...new Set(asked)].toSorted()).toEqual(Object.keys(ROLE_FOR).toSorted())
    expect(calls).toHaveLength(asked.length)
  })

  it('stands in the documents as it is', () => {
    const text = readFileSync(join(FOLDER, '../docs/verbs.md'), 'utf8')
    const rows = [...text.matchAll(/^\| `([a-z._]+)` \| ([a-z]+) \|/gm)]
    expect(Object.fromEntries(rows.map(([, action, role]) => [action, role]))).toEqual(ROLE_FOR)
  })

  it('lets a viewer change only what is their own and an owner everything', () => {
    const actions = Object.keys(ROLE_FOR) as StaffAction[]
    const may = (role: (typeof ROLES)[number]) => actions.filter((one) => mayDo(role, one))
    expect(may('viewer')).toEqual(['me.settings'])
    expect(may('owner')).toEqual(actions)
    for (const [i, role] of ROLES.entries())
      expect(may(ROLES[Math.min(i + 1, ROLES.length - 1)] ?? role)).toEqual(
        expect.arrayContaining(may(role)),
      )
  })
})
