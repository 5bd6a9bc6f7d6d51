#!/usr/bin/env node
// Runs the command on the pinned Node, whatever the host has: npm ci put it into node_modules.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const pinned = join(here, '..', 'node_modules', 'node', 'bin', 'node')
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const isNewEnough = major > 24 || (major === 24 && minor >= 12)

if (isNewEnough) {
  // Half of a short command is reading code: what was read once is kept beside the libraries, where that can be written.
  module.enableCompileCache(join(here, '..', 'node_modules', '.cache', 'earshot'))
  await import('./main.ts')
} else if (existsSync(pinned)) {
  const child = spawn(pinned, [join(here, 'earshot.mjs'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 1
  })
} else {
  process.stderr.write(
    `Earshot needs Node 24.12 or newer; this is ${process.versions.node}. Run "npm ci" here once, it brings the right one.\n`,
  )
  process.exitCode = 2
}
