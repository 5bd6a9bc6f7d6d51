import { closeSync, fdatasync, openSync } from 'node:fs'

/** Waits for a file to lie on the disk, without holding up the thread. */
export interface DiskSync {
  /** Resolves when everything written to the file so far lies on the disk; waits that overlap share one. */
  reach(): Promise<void>
  close(): void
}

interface Waiter {
  resolve(): void
  reject(error: Error): void
}

/** `file` is there from the first call of `reach` on, until it is closed. */
export function createDiskSync(file: string): DiskSync {
  let fd: number | null = null
  let isRunning = false
  let isClosed = false
  let waiters: Waiter[] = []

  function run(): void {
    if (isRunning || waiters.length === 0) return
    const served = waiters
    waiters = []
    isRunning = true
    fd ??= openSync(file, 'r+')
    fdatasync(fd, (error) => {
      isRunning = false
      for (const one of served) {
        if (error === null) one.resolve()
        else one.reject(error)
      }
      if (isClosed) end()
      else run()
    })
  }

  function end(): void {
    if (fd !== null) closeSync(fd)
    fd = null
    // Whoever closes the database writes all of it to the disk.
    for (const { resolve } of waiters) resolve()
    waiters = []
  }

  return {
    reach: () =>
      new Promise((resolve, reject) => {
        if (isClosed) return resolve()
        waiters.push({ resolve, reject })
        run()
      }),
    close() {
      isClosed = true
      if (!isRunning) end()
    },
  }
}
