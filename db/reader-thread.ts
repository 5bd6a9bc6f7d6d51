import { parentPort, workerData } from 'node:worker_threads'
import { messageOf } from '../core/errors.ts'
import { createStatementCache } from './sqlite/driver.ts'
import { openSqlite } from './sqlite/open.ts'
import type { ThreadAnswer } from './thread.ts'

/** What crosses to this thread; finished rows go back, never parsed posts. */
interface ReadRequest {
  id: number
  sql: string
  parameters: readonly unknown[]
}

/** The thread that answers pages, search and reports: a long read here never holds up a card. */
const sqlite = openSqlite(String((workerData as { file: unknown }).file), { readonly: true })
const prepare = createStatementCache(sqlite)

parentPort?.on('message', (request: ReadRequest) => {
  parentPort?.postMessage(answer(request))
})

function answer({ id, sql, parameters }: ReadRequest): ThreadAnswer {
  try {
    const statement = prepare(sql)
    if (!statement.reader) throw new Error('This connection only reads.')
    return { id, result: statement.all(...parameters) }
  } catch (error) {
    const { code } = error as { code?: unknown }
    return { id, error: messageOf(error), code: typeof code === 'string' ? code : undefined }
  }
}
