import type { DemoPlan } from '../../cli/demo/demo-connector.ts'
import type { DemoPost } from '../../cli/demo/demo-posts.ts'
import { checkConfig } from '../../core/config.ts'
import type { Network } from '../../core/network.ts'

/** The channel of every card. */
export const CHANNEL = 'C1'
/** How much faster than real the drilled desk lives. */
export const FACTOR = 30

const NETWORKS = ['bluesky', 'mastodon', 'reddit'] as const satisfies readonly Network[]
const POSTS = 36

/** What is said, in turns; the plain reader of the tests takes each for what its words say. */
const SAID = [
  'Juniper was awful today:',
  'I love Juniper:',
  'There was a fire at Juniper:',
  'I love Juniper and tell everybody:',
  'Is Juniper open late?',
  'Juniper berries grow wild:',
]

/** A small invented world: three networks, posts that all differ, some of them by somebody heard before. */
export function killPlans(): Map<string, { network: Network; plan: DemoPlan }> {
  const posts = Array.from({ length: POSTS }, (_, index) => ({
    index,
    post: postAt(index),
    at: null,
  }))
  return new Map(
    NETWORKS.map((network) => {
      const own = posts.filter(({ post }) => post.network === network)
      const plan = { posts: own, liveFrom: 0, liveMs: 1, total: POSTS }
      return [`kill-${network}`, { network, plan }]
    }),
  )
}

/** Where a connection stands once it has heard everything. */
export function endOf(plan: DemoPlan): number {
  return (plan.posts.at(-1)?.index ?? 0) + 1
}

/** Brand, team and a gift that a second person decides about; a card for every case, whatever the hour. */
export function killConfig(now: number) {
  const hour = String((new Date(now).getUTCHours() + 12) % 24).padStart(2, '0')
  return checkConfig(
    {
      alerts: { perDay: 1000, perTenMinutes: 1000, night: `${hour}:00-${hour}:01` },
      slack: { channel: CHANNEL },
      brands: [
        {
          id: 'juniper',
          name: 'Juniper',
          description: '',
          handles: [],
          keywords: [],
          not: [],
          zone: 'UTC',
          queries: ['juniper'],
        },
      ],
      rewards: [
        {
          id: 'cake',
          brand: 'juniper',
          name: 'A slice of cake',
          value: '4.50',
          disclosure: 'A gift. No review asked.',
          needsApproval: true,
        },
      ],
      staff: [
        { id: 'mara', name: 'Mara', role: 'owner' },
        { id: 'ines', name: 'Ines', role: 'agent' },
        { id: 'leo', name: 'Leo', role: 'approver' },
      ],
    },
    'the kill drill',
  )
}

function postAt(index: number): DemoPost {
  // Every fifth post is by the author before, so that posts join cases.
  const author = `guest${index % 5 === 4 ? index - 3 : index}`
  const said = SAID[index % SAID.length] ?? ''
  return {
    network: NETWORKS[index % NETWORKS.length] ?? 'bluesky',
    handle: author,
    name: author,
    followers: null,
    lang: 'en',
    drew: { likes: 0, replies: 0, reposts: 0 },
    text: `${said} ${Array.from({ length: 12 }, (_, i) => madeUpWord(index * 12 + i)).join(' ')}`,
  }
}

/** A word that no other number has. */
function madeUpWord(n: number): string {
  const syllables = ['ka', 'ro', 'mi', 'tu', 'ne', 'so', 'la', 'vi', 'bu', 'de', 'gi', 'po']
  return [n % 12, Math.floor(n / 12) % 12, Math.floor(n / 144) % 12, (n * 7) % 12]
    .map((i) => syllables[i])
    .join('')
}
