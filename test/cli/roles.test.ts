import { expect, it } from 'vitest'
import { readRoles } from '../../cli/roles.ts'

it('runs everything where nothing is said, and names a role it does not know', () => {
  expect([...readRoles(undefined)]).toEqual(['ingest', 'desk', 'web', 'jobs'])
  expect([...readRoles('web, jobs')]).toEqual(['web', 'jobs'])
  expect(() => readRoles('web,cook')).toThrow('--roles has "cook". Use some of: ingest')
})
