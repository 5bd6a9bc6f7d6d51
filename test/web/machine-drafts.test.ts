import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLogger } from '../../core/logger.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

let desk: WebDesk
let asked: number
let room: number
beforeEach(async () => {
  asked = 0
  desk = await openWebDesk(
    silentLogger,
    async ({ maxCharacters }) => {
      asked += 1
      room = maxCharacters
      return 'I am sorry about the cold latte.'
    },
    true,
  )
})
afterEach(() => desk.db.close())

async function suggest(way = 'public'): Promise<string> {
  const { cookie, csrf } = await desk.signIn('ana')
  const form = { csrf, do: 'suggest', kind: 'reply', text: 'Sorry.', way }
  return (await desk.press(`/cases/${desk.caseId}/compose`, form, { cookie })).text()
}

it('lets a machine draft for whoever may answer', async () => {
  expect(await suggest()).toContain('I am sorry about the cold latte.')
  expect(asked).toBe(1)
})

it.each([
  ['public', 300],
  ['direct', 1500],
])('gives it the room of the way that is chosen: %s', async (way, max) => {
  await suggest(way)
  expect(room).toBe(max)
})

it('sends no customer’s words to a machine for somebody who may only look', async () => {
  await desk.db.kysely
    .updateTable('staff')
    .set({ role: 'viewer' })
    .where('id', '=', 'ana')
    .execute()
  expect(await suggest()).toContain('This needs the role agent')
  expect(asked).toBe(0)
})
