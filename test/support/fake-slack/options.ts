/** The clock the fake lives by: `now` in epoch ms, `sleep` for Slack's own waits between retries. */
interface FakeClock {
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface FakeSlackOptions {
  /** Default: the machine's clock. */
  readonly clock?: FakeClock
  /** Scopes granted to the bot token. */
  readonly scopes?: readonly string[]
  /** Events the app asked for in its manifest (`message.channels`, `reaction_added` …). */
  readonly subscriptions?: readonly string[]
  /** Slash commands the app registered. */
  readonly commands?: readonly string[]
  /** Callback ids of message and global shortcuts the app registered; null lets any through. */
  readonly shortcuts?: readonly string[] | null
  /** Real ms Slack waits for an ack. Real Slack: 3,000. */
  readonly ackTimeoutMs?: number
  /** How long a trigger_id lives, ms by the fake's clock. Real Slack: 3,000. */
  readonly triggerMs?: number
  /** Real ms between ping frames. */
  readonly pingMs?: number
  /** Waits before an event is told again, by the fake's clock. Real Slack: at once, 1 min, 5 min. */
  readonly retryWaitsMs?: readonly number[]
  /** `off`; `burst`: as Slack, short bursts let through; `strict`: a second post in the same second is refused. */
  readonly rateLimits?: 'off' | 'burst' | 'strict'
  /** Calls a minute by method, over the table's figures. */
  readonly perMinute?: Readonly<Record<string, number>>
  /** A commercially distributed app outside the Marketplace: history is 1 call a minute and 15 items. */
  readonly distributed?: boolean
  /** Block types this workspace does not know yet, as during a roll-out. */
  readonly unknownBlocks?: readonly string[]
  /** Hosts whose links are ours; every other live link is listed as foreign. */
  readonly ownHosts?: readonly string[]
  /** Epoch ms for the signature of HTTP deliveries; default the machine's clock, as Bolt compares with that. */
  readonly signAt?: () => number
  /** In [0, 1): which socket gets the next envelope, and which calls a share of faults hits. */
  readonly random?: () => number
  /** The app and its bot; two fakes with one team's ids stand for two apps in one workspace. */
  readonly app?: { readonly id: string; readonly bot: string; readonly user: string }
  /** Real ms `until` waits before it fails. */
  readonly patienceMs?: number
}

export type Settings = Required<FakeSlackOptions>

/** Bot scopes a full staff desk asks for. */
const USUAL_SCOPES = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'commands',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'reactions:read',
  'reactions:write',
  'team:read',
  'usergroups:read',
  'users:read',
] as const

const USUAL_EVENTS = [
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'channel_archive',
  'channel_left',
  'channel_rename',
  'group_left',
  'member_joined_channel',
  'message.channels',
  'message.groups',
  'message.im',
  'reaction_added',
  'reaction_removed',
  'tokens_revoked',
  'user_change',
]

const machineClock: FakeClock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, Math.min(ms, 2 ** 31 - 1))
      timer.unref()
      signal?.addEventListener(
        'abort',
        () => {
          clearTimeout(timer)
          reject(new Error('stopped'))
        },
        { once: true },
      )
    }),
}

/** The options with every gap filled by what Slack does. */
export function fillOptions(options: FakeSlackOptions): Settings {
  return {
    clock: machineClock,
    scopes: USUAL_SCOPES,
    subscriptions: USUAL_EVENTS,
    commands: ['/earshot'],
    shortcuts: null,
    ackTimeoutMs: 3000,
    triggerMs: 3000,
    pingMs: 10_000,
    retryWaitsMs: [0, 60_000, 300_000],
    rateLimits: 'burst',
    perMinute: {},
    distributed: false,
    unknownBlocks: [],
    ownHosts: [],
    signAt: () => Date.now(),
    random: createRandom(1),
    app: { id: 'A0FAKE0001', bot: 'B0FAKE0001', user: 'U0FAKEBOT1' },
    patienceMs: 90_000,
    ...options,
  }
}

/** A repeatable random number in [0, 1): a linear congruential generator. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}
