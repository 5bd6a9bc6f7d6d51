import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from '@slack/bolt'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { replayInbox } from '../../bot/durable-receiver.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import { type Inbox, openInbox } from '../../db/inbox.ts'

const NOON = Date.UTC(2026, 10, 19, 12)

let folder: string
let inbox: Inbox
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-inbox-'))
  inbox = openInbox(join(folder, 'inbox.db'))
})
afterEach(() => {
  inbox.close()
  rmSync(folder, { recursive: true, force: true })
})

it('starts over a delivery that nobody can read, and runs the others', async () => {
  const event = (id: string) => JSON.stringify({ type: 'event_callback', event_id: id })
  await inbox.store('first', event('first'), NOON)
  await inbox.store('torn', '{"type":"event_ca', NOON)
  await inbox.store('poison', event('poison'), NOON)
  await inbox.store('last', event('last'), NOON)
  const ran: unknown[] = []
  const app = {
    async processEvent({ body }: { body: { event_id: string } }) {
      if (body.event_id === 'poison') throw new TypeError('nothing is there')
      ran.push(body.event_id)
    },
  } as unknown as App
  const clock = createSimulatedClock(NOON)
  expect(await replayInbox(app, inbox, clock, silentLogger)).toBe(2)
  expect(ran).toEqual(['first', 'last'])
  expect(inbox.pending()).toEqual([])
})
