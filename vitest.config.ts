import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const unit = [
  'core',
  'analysis',
  'views',
  'pipeline',
  'actions',
  'jobs',
  'bot',
  'web',
  'cli',
  'bench',
]

// They end what hangs and say nothing of speed: machines are slow, and busy.
const limits = { testTimeout: 600_000, hookTimeout: 600_000 }

const FOLDER = 'test/support/run-folder.ts'

// Files of a worker share what they import: reading it anew for each was a sixth of the run.
export default defineConfig({
  test: {
    // Left to itself the runner keeps a core free; half of a machine with two would stand idle.
    maxWorkers: Math.max(2, availableParallelism()),
    // One unhandled rejection anywhere fails the run: promise 1 of the design rests on it.
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: unit.map((room) => `test/${room}/**/*.test.ts`),
          ...limits,
          globalSetup: [FOLDER],
          isolate: false,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/{db,connectors,contract}/**/*.test.ts'],
          globalSetup: [FOLDER, 'test/support/postgres.ts'],
          isolate: false,
          ...limits,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          ...limits,
          globalSetup: [FOLDER],
          isolate: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          ...limits,
          globalSetup: [FOLDER],
          isolate: false,
        },
      },
    ],
  },
})
