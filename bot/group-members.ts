import type { WebClient } from '@slack/web-api'
import type { Clock } from '../core/clock.ts'
import { slackError } from './slack-client.ts'

/** Asks Slack who is in a user group; answers their Slack ids. */
export function createGroupReader(
  slack: Pick<WebClient, 'usergroups'>,
  clock: Clock,
): (group: string) => Promise<readonly string[]> {
  return async (group) => {
    try {
      return (await slack.usergroups.users.list({ usergroup: group })).users ?? []
    } catch (error) {
      throw slackError(error, clock.now())
    }
  }
}
