import { createDiskSync } from './sqlite/disk-sync.ts'
import { openSqlite } from './sqlite/open.ts'

/** What Slack handed us, kept before it is acknowledged: a crash afterwards replays it. */
export interface Inbox {
  /** Resolves when it lies on the disk; false where this key was stored before: a redelivery. */
  store(key: string, body: string, at: number): Promise<boolean>
  done(key: string, at: number): void
  /** Bodies that were stored and never finished, oldest first. */
  pending(): { key: string; body: string; receivedAt: number }[]
  /** Finishes and empties what holds one of these words, and lets the file forget it. */
  scrub(words: readonly string[], at: number): void
  /** Forgets finished rows older than `before` (epoch ms). */
  prune(before: number): void
  close(): void
}

/** Its own small file, so that an acknowledgement never waits for ingest. */
export function openInbox(file: string): Inbox {
  const sqlite = openSqlite(file)
  // A commit that waits for the disk would hold up everything else here for milliseconds, twice a press: the disk
  // is waited for beside, many presses at once.
  sqlite.pragma('synchronous = NORMAL')
  // Presses quote posts: what is done is overwritten.
  sqlite.pragma('secure_delete = ON')
  sqlite.exec(
    `create table if not exists inbox (
       key text primary key, body text not null, received_at integer not null, done_at integer
     ) strict`,
  )
  const disk = createDiskSync(`${file}-wal`)
  const insert = sqlite.prepare(
    'insert into inbox (key, body, received_at) values (?, ?, ?) on conflict do nothing',
  )
  const finish = sqlite.prepare("update inbox set done_at = ?, body = '' where key = ?")
  const open = sqlite.prepare(
    'select key, body, received_at as receivedAt from inbox where done_at is null order by received_at, rowid',
  )
  const forget = sqlite.prepare('delete from inbox where done_at < ?')
  return {
    async store(key, body, at) {
      const isNew = insert.run(key, body, at).changes === 1
      await disk.reach()
      return isNew
    },
    done: (key, at) => void finish.run(at, key),
    pending: () => open.all() as { key: string; body: string; receivedAt: number }[],
    scrub(words, at) {
      const written = words.map((word) => JSON.stringify(word).slice(1, -1))
      for (const { key, body } of open.all() as { key: string; body: string }[])
        if (written.some((word) => body.includes(word))) finish.run(at, key)
      sqlite.pragma('wal_checkpoint(truncate)')
    },
    prune: (before) => void forget.run(before),
    close() {
      disk.close()
      sqlite.close()
    },
  }
}
