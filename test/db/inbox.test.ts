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
  it('takes a redelivery once, also after the press was handled', () => {
    expect(inbox.store('a', 'body', 1)).toBe(true)
    expect(inbox.store('a', 'body', 2)).toBe(false)
    inbox.done('a', 3)
    expect(inbox.store('a', 'body', 4)).toBe(false)
  })

  it('hands back, oldest first, what a crash left unfinished', () => {
    for (const key of ['c', 'a', 'b']) inbox.store(key, `body of ${key}`, 5)
    inbox.done('a', 6)
    inbox.close()
    inbox = openInbox(join(folder, 'inbox.db'))
    expect(inbox.pending().map(({ key, body }) => [key, body])).toEqual([
      ['c', 'body of c'],
      ['b', 'body of b'],
    ])
  })

  it('forgets old finished presses, never an unfinished one', () => {
    inbox.store('old', 'x', 1)
    inbox.store('open', 'x', 1)
    inbox.done('old', 2)
    inbox.prune(100)
    expect(inbox.pending().map(({ key }) => key)).toEqual(['open'])
    expect(inbox.store('old', 'x', 101)).toBe(true)
  })
})
