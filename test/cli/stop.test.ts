import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')

it('stops the desk itself when "npm start" is told to stop, not only the shell around it', async () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { start: string }
  }
  const folder = mkdtempSync(join(tmpdir(), 'earshot-stop-'))
  // npm runs a script as `sh -c` and hands the signal to that shell. The second command keeps a
  // shell from replacing itself by chance.
  const shell = spawn('sh', ['-c', `${scripts.start}; exit 9`], {
    cwd: ROOT,
    detached: true,
    env: {
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
      EARSHOT_DATA: folder,
      EARSHOT_CONFIG: join(folder, 'none.yaml'),
      EARSHOT_PORT: '0',
    },
  })
  onTestFinished(() => {
    try {
      process.kill(-(shell.pid ?? Number.NaN), 'SIGKILL')
    } catch {
      // The whole group is gone already, as it should be.
    }
    rmSync(folder, { recursive: true, force: true })
  })
  // "close" comes when the last process that holds the pipes is gone: the desk.
  const closed = new Promise<number | null>((resolve) => {
    shell.on('close', (code) => resolve(code))
  })
  await new Promise<void>((resolve) => {
    let said = ''
    shell.stderr.on('data', (part: Buffer) => {
      said += part.toString()
      if (said.includes('The demo is at')) resolve()
    })
  })
  shell.kill('SIGTERM')
  expect(await closed).toBe(0)
})
