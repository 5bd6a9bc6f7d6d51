import type { Logger as BoltLogger } from '@slack/bolt'
import { LogLevel } from '@slack/web-api'
import type { Logger } from '../core/logger.ts'

/** The log of Slack's libraries goes through ours, so that it is redacted; its debug lines hold whole payloads and are dropped. */
export function boltLogger(log: Logger): BoltLogger {
  const say = (parts: unknown[]) => parts.map(String).join(' ')
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => log.warn({ from: 'slack' }, say(parts)),
    error: (...parts) => log.error({ from: 'slack' }, say(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  }
}
