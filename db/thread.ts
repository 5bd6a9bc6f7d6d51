import { type TransferListItem, Worker } from 'node:worker_threads'

/** What a thread sends back for a question of this id. */
export type ThreadAnswer =
  | { id: number; result: unknown }
  | { id: number; error: string; code: string | undefined }

/** A thread that answers questions. */
export interface Thread {
  /** Rejected where the thread fails or dies; what it has not answered then is lost. */
  ask<R>(question: object, handedOver?: TransferListItem[]): Promise<R>
  /** Lets it finish what it was asked, then ends it; the thread has to know the word "close". */
  close(): Promise<void>
  /** Ends it at once. */
  stop(): Promise<void>
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

/** Starts a thread with the first question; one that dies is replaced with the next. `name` stands in its errors. */
export function createThread(module: URL, workerData: unknown, name: string): Thread {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let worker: Worker | null = null

  const fail = (error: Error) => {
    worker = null
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const start = (): Worker => {
    const started = new Worker(module, { workerData })
    started.on('message', (answer: ThreadAnswer) => {
      const asked = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('result' in answer) asked?.resolve(answer.result)
      else asked?.reject(Object.assign(new Error(answer.error), { code: answer.code }))
    })
    started.on('error', (cause) => fail(new Error(`The ${name} stopped.`, { cause })))
    started.on('exit', () => {
      if (worker === started) fail(new Error(`The ${name} stopped.`))
    })
    return started
  }

  return {
    ask: <R>(question: object, handedOver: TransferListItem[] = []) =>
      new Promise<R>((resolve, reject) => {
        const id = ++lastId
        waiting.set(id, { resolve: resolve as (result: unknown) => void, reject })
        worker ??= start()
        worker.postMessage({ ...question, id }, handedOver)
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
    async stop() {
      const running = worker
      if (running === null) return
      fail(new Error(`The ${name} was closed.`))
      await running.terminate()
    },
  }
}
