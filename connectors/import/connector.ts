import type { Connector } from '../connector.ts'
import type { ImportOptions } from './import-file.ts'
import { importFile } from './import-file.ts'

export type ImportConfig = Omit<ImportOptions, 'connectionId' | 'now' | 'signal'>

/** A file of past posts as a connection: it has a past and no present, and nobody can be answered there. */
export function createImportConnector(config: ImportConfig): Connector {
  return {
    network: config.network ?? 'import',
    capabilities: () => ({
      policy: {
        mayStore: true,
        mayLinkIdentity: true,
        mayReply: 'never',
        mayDm: false,
        deletions: 'none',
        retentionDays: null,
        needsOptIn: false,
      },
      backfill: { maxAgeMs: null },
      edits: false,
      maxReplyChars: null,
    }),
    async check(ctx) {
      const batches = importFile({
        ...config,
        connectionId: ctx.connectionId,
        now: ctx.clock.now,
        batchRows: 1,
      })
      await batches.next()
      await batches.return({} as never)
      return [{ level: 'ok', what: `${config.path} can be read.` }]
    },
    listen: (cursor, ctx) =>
      importFile(
        { ...config, connectionId: ctx.connectionId, now: ctx.clock.now, signal: ctx.signal },
        cursor,
      ),
    canReply: (mention) => ({
      no: 'This post came from a file. Answer it on its network.',
      openUrl: mention.url,
    }),
  }
}
