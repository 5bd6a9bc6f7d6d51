import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../db/database.ts'
import type { ErasureDeps } from '../db/erasures.ts'
import { openInbox } from '../db/inbox.ts'
import type { CommandContext } from './context.ts'
import { dataFolder } from './home.ts'

/** The inbox of Slack lies beside the database where Slack was ever connected. */
export function erasureDeps(ctx: CommandContext, db: Database): ErasureDeps {
  const file = join(dataFolder(ctx.env), 'inbox.db')
  return {
    db,
    clock: ctx.clock,
    scrubInbox({ parts }) {
      if (!existsSync(file)) return
      const inbox = openInbox(file)
      try {
        inbox.scrub(parts, ctx.clock.now())
      } finally {
        inbox.close()
      }
    },
  }
}
