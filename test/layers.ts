import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Checks who imports whom, and first that the check can turn red: a planted breach must be found. */
const root = join(import.meta.dirname, '..')
const ROOMS = [
  'core',
  'analysis',
  'connectors',
  'db',
  'pipeline',
  'actions',
  'jobs',
  'views',
  'bot',
  'web',
  'cli',
]
/** Fewer files than this means that the tool read nothing (it says "no violations" then, too). */
const LEAST_MODULES = 80

interface Cruise {
  summary: {
    totalCruised: number
    violations: { rule: { name: string }; from: string; to: string }[]
  }
}

function cruise(): Cruise {
  const bin = join(root, 'node_modules', '.bin', 'depcruise')
  const run = spawnSync(
    bin,
    ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...ROOMS],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    },
  )
  if (run.stdout === '') throw new Error(`the layer check could not run: ${run.stderr}`)
  return JSON.parse(run.stdout) as Cruise
}

const canary = join(root, 'core', 'canary-of-the-layers')
mkdirSync(canary, { recursive: true })
try {
  writeFileSync(join(canary, 'breach.ts'), "import '../../db/database.ts'\n")
  const planted = cruise().summary.violations.filter((v) => v.from.includes('canary-of-the-layers'))
  if (planted.length === 0) {
    console.error('The layer check did not find a planted breach, so its green means nothing.')
    process.exit(1)
  }
} finally {
  rmSync(canary, { recursive: true, force: true })
}

const { summary } = cruise()
for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`)
if (summary.totalCruised < LEAST_MODULES) {
  console.error(
    `Only ${summary.totalCruised} files were read; at least ${LEAST_MODULES} are there.`,
  )
  process.exit(1)
}
process.exit(summary.violations.length === 0 ? 0 : 1)
