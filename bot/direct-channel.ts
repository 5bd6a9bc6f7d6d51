import type { WebClient } from '@slack/web-api'
import type { Clock } from '../core/clock.ts'
import { repeatableError } from './slack-client.ts'

/** The channel of direct messages with somebody: Slack takes a person for a channel when we post, but not when we look. */
export async function openDirect(slack: WebClient, clock: Clock, userId: string): Promise<string> {
  try {
    const { channel } = await slack.conversations.open({ users: userId })
    return channel?.id ?? userId
  } catch (error) {
    throw repeatableError(error, clock.now())
  }
}
