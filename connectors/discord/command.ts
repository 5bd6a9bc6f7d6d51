import { type Client, MessageFlags, Routes } from 'discord.js'
import { messageOf } from '../../core/errors.ts'
import { ADVOCATE, ADVOCATE_WORDS, advocateHelp, answerOf, readAct } from '../advocate.ts'
import type { Ctx, Item } from '../connector.ts'

/** A member wrote our command: what it means, and how they are answered once that is stored. */
export interface Asked {
  item: Item | null
  answer(): Promise<void>
}

/** A subcommand, in Discord's counting (source: application commands, option type). */
const SUB_COMMAND = 1

/** What Discord tells of a command, as far as we read it. */
export interface RawCommand {
  id: string
  token: string
  application_id: string
  member?: { user?: RawUser }
  user?: RawUser
  data?: { name?: string; options?: { name?: string }[] }
}

interface RawUser {
  id: string
  username: string
  global_name?: string | null
}

/** Makes /advocate known to Discord; members see it within a minute. The same again changes nothing. */
export async function registerCommand(client: Client, ctx: Ctx): Promise<void> {
  const app = client.application?.id
  if (app === undefined) return
  const body = {
    name: ADVOCATE,
    description: 'Join our advocates, leave them, or have us forget you.',
    options: Object.entries(ADVOCATE_WORDS).map(([name, description]) => ({
      name,
      description,
      type: SUB_COMMAND,
    })),
  }
  try {
    await client.rest.post(Routes.applicationCommands(app), { body })
  } catch (error) {
    // Listening goes on without it; the next connection tries again.
    ctx.log.warn({ error: messageOf(error) }, 'the command /advocate could not be made')
  }
}

/** Tells Discord at once that an answer will come, which only the member will see; null for commands of others. */
export async function hearCommand(
  client: Client,
  raw: RawCommand,
  ctx: Ctx,
): Promise<Asked | null> {
  const user = raw.member?.user ?? raw.user
  if (raw.data?.name !== ADVOCATE || user === undefined || !/^\d+$/.test(user.id)) return null
  const act = readAct(raw.data.options?.[0]?.name ?? '')
  const author = { id: user.id, handle: user.username, name: user.global_name ?? user.username }
  await client.rest.post(Routes.interactionCallback(raw.id, raw.token), {
    auth: false,
    body: { type: 5, data: { flags: MessageFlags.Ephemeral } },
  })
  const content = act === null ? advocateHelp() : answerOf(act)
  return {
    item:
      act === null
        ? null
        : { type: 'consent', consent: { network: 'discord', author, act, at: ctx.clock.now() } },
    async answer() {
      const body = { content, allowed_mentions: { parse: [] } }
      const route = Routes.webhookMessage(raw.application_id, raw.token)
      await client.rest.patch(route, { auth: false, body }).catch((error: unknown) => {
        ctx.log.warn({ error: messageOf(error) }, 'a member of Discord could not be answered')
      })
    },
  }
}
