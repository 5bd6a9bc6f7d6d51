import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readConfigFile } from '../cli/config-file.ts'
import { playLiveDay } from '../test/support/live-day.ts'

/** The drill: `node bench/live-day.ts POSTS.tsv earshot.yaml` plays real posts over one simulated day. */
const { positionals } = parseArgs({ allowPositionals: true })
const [file, settings] = positionals
if (file === undefined || settings === undefined) {
  console.error('Usage: node bench/live-day.ts POSTS.tsv earshot.yaml')
  process.exit(2)
}
const read = readConfigFile(settings)
if (read === null) {
  console.error(`There is no ${settings}.`)
  process.exit(2)
}
const rows = readFileSync(file, 'utf8').trimEnd().split('\n').length - 1
const begin = performance.now()
const report = await playLiveDay({ file, config: read.config, rows, say: console.error })
const seconds = Math.round((performance.now() - begin) / 1000)
console.log(JSON.stringify({ ...report, seconds }, null, 2))
