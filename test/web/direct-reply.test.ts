import { afterEach, expect, it } from 'vitest'
import { silentLogger } from '../../core/logger.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

let desk: WebDesk
afterEach(() => desk.db.close())

const replies = () => desk.db.kysely.selectFrom('reply').select(['way', 'text', 'state']).execute()

async function open(mayDirect: boolean) {
  desk = await openWebDesk(silentLogger, null, mayDirect)
  const { cookie, csrf } = await desk.signIn('ana')
  const path = `/cases/${desk.caseId}`
  const form = { csrf, kind: 'reply', version: '1', press: 'one', way: 'direct' }
  return {
    read: async (of: string) =>
      (await desk.app.request(`${path}${of}`, { headers: { cookie } })).text(),
    press: (of: string, more: Readonly<Record<string, string>>) =>
      desk.press(`${path}${of}`, { ...form, ...more }, { cookie }),
  }
}

it('a form offers the direct message only where the network takes one', async () => {
  const form = await (await open(true)).read('/reply')
  expect(form).toMatch(/<option value="direct">[^<]*agreed/)
  // Choosing it counts anew at once, not with the next letter.
  expect(form).toMatch(
    /hx-post="[^"]*\/look" hx-trigger="change"[^>]*>\s*<div[^>]*><label for="way"/,
  )
  await desk.db.close()
  const { read, press } = await open(false)
  expect(await read('/reply')).not.toContain('value="direct"')
  const forged = await press('/reply', { text: 'Your order number, please?' })
  expect(await forged.text()).toContain('cannot be written to by direct message from here')
  expect(await replies()).toEqual([])
})

it('it is counted, kept chosen and sent as what it is', async () => {
  const { press } = await open(true)
  const long = 'We are sorry. '.repeat(30)
  expect(await (await press('/look', { text: long })).text()).toContain('of 10000 characters')
  const again = await (await press('/compose', { text: 'We are sorry.', do: 'draft' })).text()
  expect(again).toMatch(/<option value="direct" selected>/)
  expect(again).toContain('They alone can read this.')
  expect((await press('/reply', { text: long })).status).toBe(303)
  expect(await replies()).toEqual([{ way: 'direct', text: long.trim(), state: 'queued' }])
})

it('who reads it first sees that it is one', async () => {
  const { press, read } = await open(true)
  const text = 'We will pay you a refund of 4 euros.'
  const look = await (await press('/reply', { text })).text()
  const shown = /name="shown" value="([^"]+)"/.exec(look)?.[1] ?? ''
  if (shown !== '') await press('/reply', { text, shown })
  expect(await replies()).toMatchObject([{ way: 'direct', state: 'waiting_approval' }])
  expect(await read('/review')).toContain('Ana wrote this direct message')
})
