import { NetworkError, UsageError } from '../core/errors.ts'
import { isNetwork, type Network, networkName } from '../core/network.ts'
import type { Database } from '../db/database.ts'
import { openConnections } from './check-sources.ts'
import type { CommandContext } from './context.ts'

/** What to open in the browser, for a connection of this network that logs in there; none for others. */
export async function loginLines(
  ctx: CommandContext,
  db: Database,
  network: Network,
): Promise<string[]> {
  const { connectors, ctxOf } = await openConnections(ctx, db)
  const lines: string[] = []
  for (const [id, { network: its, login }] of connectors) {
    if (its !== network || login === undefined) continue
    const link = await login.begin(ctxOf(id, ctx.signal))
    lines.push(
      `To log in, open this link as the account of "${id}" and press "Authorize app":`,
      `  ${link}`,
      'The page that follows does not open. That is right: copy its whole address, and run',
      `  earshot setup ${network} --address 'THE ADDRESS'`,
    )
  }
  return lines
}

/** Takes the address that the browser ended at. */
export async function finishLogin(
  ctx: CommandContext,
  what: string,
  address: string,
): Promise<void> {
  await ctx.withDatabase(async (db) => {
    const { connectors, ctxOf } = await openConnections(ctx, db)
    const faults: string[] = []
    for (const [id, { network, login }] of connectors) {
      if (network !== what || login === undefined) continue
      try {
        await login.finish(address, ctxOf(id, ctx.signal))
        ctx
          .output(false)
          .line(`ok    ${id}: logged in. A desk that runs goes on with it within a minute.`)
        return
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error
        faults.push(error.message)
      }
    }
    const name = isNetwork(what) ? networkName(what) : what
    throw new UsageError(
      faults[0] ?? `No connection to ${name} logs in through the browser: none has a clientId.`,
    )
  })
}
