import { existsSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { stringify } from 'yaml'
import { checkConfig } from '../../core/config.ts'
import { UsageError } from '../../core/errors.ts'
import type { CommandContext } from '../context.ts'
import { hostZone } from '../host-zone.ts'
import { start } from './start.ts'

/** `listen "Brand"`: writes a first earshot.yaml for what needs no account, and starts. */
export function addListen(program: Command, ctx: CommandContext): void {
  program
    .command('listen')
    .description('listen to a brand at once, on networks that need no account; writes earshot.yaml')
    .argument('<brand>', 'name of the brand, as people write it')
    .option('--handle <@name>', 'how people tag it')
    .option('--feed <url...>', 'feeds to read, for example a Google Alerts feed')
    .option('--port <number>', 'port of the web desk (4747)')
    .option('--only-write', 'write the settings and stop')
    .action(
      async (
        brand: string,
        flags: { handle?: string; feed?: string[]; port?: string; onlyWrite?: boolean },
      ) => {
        const out = ctx.output(false)
        if (existsSync(ctx.configFile))
          throw new UsageError(
            `${ctx.configFile} is there already. Change it, or move it away first; then "earshot start".`,
          )
        const settings = firstSettings(brand, flags.handle, flags.feed ?? [], hostZone())
        checkConfig(settings, ctx.configFile)
        writeFileSync(ctx.configFile, stringify(settings), { flag: 'wx', mode: 0o600 })
        out.say(
          `Wrote ${ctx.configFile}: ${brand} on Bluesky and Hacker News${flags.feed === undefined ? '' : ' and your feeds'}.`,
        )
        out.say('To answer from Slack: npx earshot setup slack')
        if (flags.onlyWrite !== true) await start(ctx, flags)
      },
    )
}

/** The least that listens: one brand, one owner, and what needs no account. */
function firstSettings(
  brand: string,
  handle: string | undefined,
  feeds: readonly string[],
  zone: string | undefined,
) {
  const name = brand.trim()
  if (name === '')
    throw new UsageError('The brand has no name. Write it in quotes: earshot listen "Your brand"')
  const id = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  const phrase = `"${name.replaceAll('"', '')}"`
  const tag = handle === undefined ? null : `@${handle.replace(/^@/, '')}`
  return {
    brands: [
      {
        id: id === '' ? 'brand' : id.slice(0, 60),
        name,
        ...(zone === undefined || zone === 'Etc/Unknown' ? {} : { zone }),
        ...(tag === null ? {} : { handles: [tag.slice(1)] }),
        queries: [tag === null ? phrase : `${phrase} OR ${tag}`],
      },
    ],
    connections: [
      { id: 'bluesky', network: 'bluesky' },
      { id: 'hackernews', network: 'hackernews', query: phrase },
      ...(feeds.length === 0 ? [] : [{ id: 'feeds', network: 'feed', urls: [...feeds] }]),
    ],
    staff: [{ id: 'owner', name: 'Owner', role: 'owner' }],
  }
}
