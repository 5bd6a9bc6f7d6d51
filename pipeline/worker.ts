import { createThread } from '../db/thread.ts'
import type { Ingest, IngestResult } from './ingest.ts'
import { type IngestThreadData, packTask } from './ingest-messages.ts'

export interface IngestWorker {
  /** The same as in-process; what the thread has not answered when it dies is rejected, and replayed. */
  ingest: Ingest
  /** Waits for what is under way, then ends the thread. */
  close(): Promise<void>
}

/** Ingest on a thread of its own; a thread that dies is replaced with the next batch. */
export function createIngestWorker(data: IngestThreadData): IngestWorker {
  const module = new URL('./ingest-thread.ts', import.meta.url)
  const thread = createThread(module, data, 'ingest thread')
  return {
    ingest: (batch, options) => {
      const bytes = packTask({ batch, options })
      return thread.ask<IngestResult>({ bytes }, [bytes.buffer])
    },
    close: thread.close,
  }
}
