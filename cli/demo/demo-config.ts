import type { Config } from '../../core/config.ts'
import { checkConfig } from '../../core/config.ts'

/** The invented café chain: its brand, its team and one gift. */
export function demoConfig(): Config {
  return checkConfig(
    {
      brands: [
        {
          id: 'juniper',
          name: 'Juniper Coffee',
          description: 'A café chain with shops at Harbour Street, Mill Lane and the station.',
          handles: ['junipercoffee', 'juniper'],
          keywords: ['coffee', 'café', 'latte', 'bun', 'barista', 'flat white'],
          not: ['gin', 'hedge', 'berry', 'shrub', 'networks'],
          zone: 'UTC',
          queries: [
            '"juniper coffee" OR @junipercoffee OR juniper NEAR/6 (coffee OR café OR latte OR barista)',
          ],
        },
      ],
      rewards: [
        {
          id: 'cake',
          brand: 'juniper',
          name: 'A slice of cake',
          value: '4.50',
          disclosure: 'The cake is a gift from Juniper Coffee. No review asked.',
          needsApproval: false,
        },
      ],
      staff: [
        { id: 'mara', name: 'Mara Quill', role: 'owner' },
        { id: 'ines', name: 'Ines Okafor', role: 'agent' },
        { id: 'leo', name: 'Leo Marsh', role: 'approver' },
      ],
      // Whoever tries it at night wants to see something.
      hours: 'always',
      alerts: { night: 'never' },
    },
    'the demo',
  )
}
