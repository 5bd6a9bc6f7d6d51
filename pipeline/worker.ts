import { Worker } from 'node:worker_threads'
import type { Ingest, IngestResult } from './ingest.ts'
import { type IngestAnswer, type IngestThreadData, packTask } from './ingest-messages.ts'

export interface IngestWorker {
  /** The same as in-process; what the thread has not answered when it dies is rejected, and replayed. */
  ingest: Ingest
  /** Waits for what is under way, then ends the thread. */
  close(): Promise<void>
}

interface Waiting {
  resolve(result: IngestResult): void
  reject(error: Error): void
}

/** Ingest on a thread of its own; a thread that dies is replaced with the next batch. */
export function createIngestWorker(data: IngestThreadData): IngestWorker {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let worker: Worker | null = null

  const fail = (error: Error) => {
    worker = null
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const start = (): Worker => {
    const started = new Worker(new URL('./ingest-thread.ts', import.meta.url), {
      workerData: data,
    })
    started.on('message', (answer: IngestAnswer) => {
      const asked = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('result' in answer) asked?.resolve(answer.result)
      else asked?.reject(Object.assign(new Error(answer.error), { code: answer.code }))
    })
    started.on('error', (cause) => fail(new Error('The ingest thread stopped.', { cause })))
    started.on('exit', () => {
      if (worker === started) fail(new Error('The ingest thread stopped.'))
    })
    return started
  }

  return {
    ingest: (batch, options) =>
      new Promise((resolve, reject) => {
        const id = ++lastId
        const bytes = packTask({ batch, options })
        waiting.set(id, { resolve, reject })
        worker ??= start()
        worker.postMessage({ id, bytes }, [bytes.buffer])
      }),
    async close() {
      const running = worker
      if (running === null) return
      const ended = new Promise<void>((resolve) => {
        running.once('exit', () => resolve())
      })
      running.postMessage('close')
      await ended
    },
  }
}
