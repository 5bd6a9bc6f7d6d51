import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Inbox, openInbox } from '../../db/inbox.ts'

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

describe('the Slack inbox', () => {
  it('takes a redelivery once, also after the press was handled', async () => {
    expect(await inbox.store('a', 'body', 1)).toBe(true)
    expect(await inbox.store('a', 'body', 2)).toBe(false)
    inbox.done('a', 3)
    expect(await inbox.store('a', 'body', 4)).toBe(false)
  })

  it('hands back, oldest first, what a crash left unfinished', async () => {
    for (const key of ['c', 'a', 'b']) await inbox.store(key, `body of ${key}`, 5)
    inbox.done('a', 6)
    inbox.close()
    inbox = openInbox(join(folder, 'inbox.db'))
    expect(inbox.pending().map(({ key, body }) => [key, body])).toEqual([
      ['c', 'body of c'],
      ['b', 'body of b'],
    ])
  })

  it('forgets old finished presses, never an unfinished one', async () => {
    await Promise.all([inbox.store('old', 'x', 1), inbox.store('open', 'x', 1)])
    inbox.done('old', 2)
    inbox.prune(100)
    expect(inbox.pending().map(({ key }) => key)).toEqual(['open'])
    expect(await inbox.store('old', 'x', 101)).toBe(true)
  })

  it('waits for the disk beside, many presses at once, and answers all of them when it is closed', async () => {
    const stored = Array.from({ length: 50 }, (_, i) => inbox.store(`k${i}`, 'x', i))
    // Everything is written before anything waits.
    expect(inbox.pending()).toHaveLength(50)
    inbox.close()
    expect(await Promise.all(stored)).toEqual(Array.from({ length: 50 }, () => true))
    inbox = openInbox(join(folder, 'inbox.db'))
    expect(inbox.pending()).toHaveLength(50)
  })
})
