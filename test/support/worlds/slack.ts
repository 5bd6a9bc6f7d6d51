import type { Clock } from '../../../core/clock.ts'
import type { NetworkWorld } from '../network-world.ts'
import { baseOf, LOUNGE, secretsOf, startCommunity } from '../slack-community.ts'

/** Guests of a workspace that is not the staff's, heard through an app of its own. */
export async function inSlackCommunity(clock: Clock): Promise<NetworkWorld> {
  const app = { id: 'A0LOUNGE', bot: 'B0LOUNGE', user: 'U0LOUNGEAPP' }
  const slack = await startCommunity(clock, { app })
  const lounge = slack.addChannel({ id: LOUNGE, name: 'lounge' })
  const first = new Map<string, { user: string; ts: string; text: string }>()
  const tsOf = (key: string) => key.split(':')[3] ?? ''
  const authorOf = (key: string) => first.get(key)?.user ?? ''
  return {
    network: 'slack',
    settings: { network: 'slack', baseUrl: baseOf(slack) },
    secrets: secretsOf(slack),
    say(author, text) {
      const { id } = slack.addUser({ id: `U0${author.toUpperCase()}`, name: author })
      lounge.members.add(id)
      void slack.say(id, LOUNGE, text)
      const { user, ts, text: said } = slack.messages(LOUNGE).at(-1)!
      const key = `slack:${slack.teamId}:${LOUNGE}:${ts}`
      first.set(key, { user, ts, text: said })
      return key
    },
    edit: (key, text) => void slack.edit(authorOf(key), LOUNGE, tsOf(key), text),
    remove: (key) => slack.erase(LOUNGE, tsOf(key)),
    tellAgain: (key) =>
      void slack.tellEvent({
        type: 'message',
        channel: LOUNGE,
        channel_type: 'channel',
        ...first.get(key),
      }),
    cut: () => slack.dropAll(),
    answersTo: (key) =>
      slack
        .messages(LOUNGE)
        .filter(({ user, threadTs }) => user === app.user && threadTs === tsOf(key))
        .map(({ text }) => text),
    close: () => slack.close(),
  }
}
