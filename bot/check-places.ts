import type { WebClient } from '@slack/web-api'
import { slackWord } from './slack-client.ts'
import type { SlackFinding } from './slack-finding.ts'

/** Where the settings send something, and whom they name. */
export interface SlackPlaces {
  /** Ids of channels and what goes there; the first is where most of it goes. */
  channels: readonly { id: string; use: string }[]
  /** Ids of user groups that say who is on duty or whose turn it is. */
  groups: readonly string[]
  staff: readonly { name: string; userId: string | null }[]
}

const LISTED = 5

/** Whether the bot reaches every channel, group and person that the settings name. Posts nothing. */
export async function checkPlaces(bot: WebClient, places: SlackPlaces): Promise<SlackFinding[]> {
  const findings: SlackFinding[] = []
  if (places.channels.length === 0) findings.push(await noChannel(bot))
  for (const [id, uses] of Map.groupBy(places.channels, (one) => one.id))
    findings.push(await checkChannel(bot, id, [...new Set(uses.map(({ use }) => use))]))
  for (const group of new Set(places.groups)) findings.push(await checkGroup(bot, group))
  findings.push(...(await checkStaff(bot, places.staff)))
  return findings
}

/** Where the bot was invited already, its id is what is asked for. */
async function noChannel(bot: WebClient): Promise<SlackFinding> {
  const what = 'No channel is set for cards.'
  const mend = 'Write slack: {channel: C…} into earshot.yaml and run: earshot apply'
  try {
    const types = 'public_channel,private_channel'
    const { channels = [] } = await bot.users.conversations({ types, limit: LISTED })
    const known = channels.slice(0, LISTED).map(({ id, name }) => `#${name} is ${id}`)
    if (known.length === 0)
      return { level: 'warn', what, mend: `Write /invite @Earshot in a channel. ${mend}` }
    return { level: 'warn', what, mend: `${mend} The bot is in: ${known.join(', ')}.` }
  } catch {
    return { level: 'warn', what, mend }
  }
}

async function checkChannel(
  bot: WebClient,
  id: string,
  uses: readonly string[],
): Promise<SlackFinding> {
  const use = uses.join(', ')
  const another = 'Choose another one in earshot.yaml and run: earshot apply'
  try {
    const { channel: found } = await bot.conversations.info({ channel: id })
    const name = `#${found?.name ?? id}`
    if (found?.is_archived === true)
      return { level: 'fail', what: `The channel ${name} (${use}) is archived.`, mend: another }
    if (found?.is_member !== true)
      return {
        level: 'fail',
        what: `The bot is not in ${name} (${use}).`,
        mend: 'Write /invite @Earshot in that channel.',
      }
    return { level: 'ok', what: `${name} is reached: ${use}.` }
  } catch (error) {
    return {
      level: 'fail',
      what: `The channel ${id} (${use}) was not found (${slackWord(error)}).`,
      mend: 'Use its id (C…), from "View channel details", and invite the bot where it is private.',
    }
  }
}

async function checkGroup(bot: WebClient, group: string): Promise<SlackFinding> {
  try {
    const { users = [] } = await bot.usergroups.users.list({ usergroup: group })
    if (users.length === 0)
      return {
        level: 'warn',
        what: `Nobody is in the user group ${group}.`,
        mend: 'Add somebody to it in Slack.',
      }
    return { level: 'ok', what: `The user group ${group} is known.` }
  } catch (error) {
    return {
      level: 'fail',
      what: `The user group ${group} cannot be read (${slackWord(error)}).`,
      mend: 'Use its id (S…), and see that the right usergroups:read is granted.',
    }
  }
}

/** Whoever is not known to Slack can press nothing and is told nothing. */
async function checkStaff(bot: WebClient, staff: SlackPlaces['staff']): Promise<SlackFinding[]> {
  const findings: SlackFinding[] = []
  const linked = staff.filter(({ userId }) => userId !== null)
  for (const { name, userId } of linked) {
    const why = await unreached(bot, userId ?? '')
    if (why !== null)
      findings.push({
        level: 'fail',
        what: `${name} (${userId}) ${why}.`,
        mend: 'Use their member id (U…), from their profile in Slack, under "staff:" in earshot.yaml.',
      })
  }
  if (linked.length === 0)
    findings.push({
      level: 'warn',
      what: 'Nobody of the team has a Slack id, so nobody can press anything in Slack.',
      mend: 'Add slack: U… to each person under "staff:" in earshot.yaml and run: earshot apply',
    })
  else if (findings.length === 0)
    findings.push({ level: 'ok', what: `${linked.length} of the team are known in Slack.` })
  return findings
}

async function unreached(bot: WebClient, userId: string): Promise<string | null> {
  try {
    const { user } = await bot.users.info({ user: userId })
    if (user?.deleted === true) return 'has left the workspace'
    if (user?.is_restricted === true || user?.is_ultra_restricted === true)
      return 'is a guest there and may press nothing'
    return null
  } catch (error) {
    return `is not found in Slack (${slackWord(error)})`
  }
}
