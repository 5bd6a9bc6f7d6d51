import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** The one gate for people and CI: every check in turn, then `N passed, N failed` alone on the last line. */
const bin = join(import.meta.dirname, '..', 'node_modules', '.bin')
const report = join(tmpdir(), `earshot-tests-${process.pid}.json`)

interface Check {
  name: string
  command: string
  args: readonly string[]
}

const checks: readonly Check[] = [
  { name: 'format', command: 'biome', args: ['ci', '--diagnostic-level=error'] },
  { name: 'lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'types', command: 'tsc', args: ['-p', '.'] },
  { name: 'layers', command: 'node', args: ['test/layers.ts'] },
  { name: 'unused code', command: 'knip', args: [] },
]

const tests: Check = {
  name: 'tests',
  command: 'vitest',
  args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
}

function run({ command, args }: Check): Promise<number> {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` }
    const child = spawn(join(bin, command), args, { stdio: 'inherit', env })
    child.on('error', () => resolve(1))
    child.on('close', (code) => resolve(code ?? 1))
  })
}

let passed = 0
let failed = 0
for (const check of checks) {
  const code = await run(check)
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${check.name}`)
  if (code === 0) passed++
  else failed++
}

const code = await run(tests)
try {
  const counts = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
    success: boolean
  }
  passed += counts.numPassedTests
  failed += counts.numFailedTests + counts.numPendingTests
  // A suite that cannot be loaded and an unhandled rejection leave no failed test, only a failed run.
  if (code !== 0 && counts.numFailedTests === 0) failed++
  if (counts.numPassedTests === 0) failed++
} catch {
  failed++
} finally {
  rmSync(report, { force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
