import type { Workspace } from './workspace.ts'

/** Waits on what happens in the workspace instead of on time. */
export function createWaiting(workspace: Workspace): {
  until(check: () => boolean, what?: string): Promise<void>
} {
  return {
    until(check, what = 'the condition') {
      if (check()) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const finish = (error: Error | null) => {
          clearTimeout(timer)
          stop()
          if (error === null) resolve()
          else reject(error)
        }
        const { patienceMs } = workspace.settings
        const timer = setTimeout(
          () => finish(new Error(`${what} did not come true within ${patienceMs} ms`)),
          patienceMs,
        )
        const stop = workspace.onChange(() => {
          try {
            if (check()) finish(null)
          } catch (error) {
            finish(error instanceof Error ? error : new Error(String(error)))
          }
        })
      })
    },
  }
}
