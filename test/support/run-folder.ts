import { chmodSync, globSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NAME = 'earshot-run-'

/**
 * Everything that a run of the tests lays down lies in one folder, which goes with it, whatever became of the tests;
 * of a run that was killed the next one takes it away.
 */
export function setup(): void {
  const home = tmpdir()
  // The four parts of the suite run in one process.
  if (home.includes(NAME)) return
  for (const name of globSync(`${NAME}*`, { cwd: home }))
    if (!isAlive(Number(name.slice(NAME.length)))) remove(join(home, name))
  const folder = join(home, `${NAME}${process.pid}`)
  mkdirSync(folder, { recursive: true })
  // Postgres runs as somebody else and must get through.
  chmodSync(folder, 0o755)
  process.env['TMPDIR'] = folder
  process.on('exit', () => remove(folder))
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
