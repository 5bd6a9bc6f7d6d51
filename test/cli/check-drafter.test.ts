import { expect, it } from 'vitest'
import { applyConfig } from '../../actions/apply-config.ts'
import { checkDrafter } from '../../cli/check-drafter.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { checkConfig } from '../../core/config.ts'
import { openMemory } from '../support/made-database.ts'

it('the doctor says whether the machine that drafts has its key, and nothing where there is none', async () => {
  const clock = createSimulatedClock(1_000_000)
  const db = await openMemory({ clock })
  const apply = (drafts: object | undefined) => {
    const config = checkConfig(drafts === undefined ? {} : { drafts }, 'the test')
    return applyConfig({ db, clock }, config, {
      hash: JSON.stringify(config),
      force: true,
      by: 'me',
    })
  }
  const look = (key?: string) =>
    checkDrafter(db, (name) => (name === 'EARSHOT_DRAFTS_KEY' ? key : undefined))
  await apply(undefined)
  expect(await look()).toEqual([])
  await apply({ baseUrl: 'https://drafts.example/v1', model: 'small' })
  expect(await look('secret')).toMatchObject([{ level: 'ok' }])
  const [missing, ...more] = await look()
  expect(more).toEqual([])
  expect(missing).toMatchObject({ level: 'fail' })
  expect(missing?.what).toContain('needs EARSHOT_DRAFTS_KEY')
  expect(missing?.mend).toContain('take drafts out')
  await db.close()
})
