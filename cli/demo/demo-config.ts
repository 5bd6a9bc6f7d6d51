import type { Config } from '../../core/config.ts'
import { checkConfig } from '../../core/config.ts'

/** The invented café chain on the clocks of `zone`: its brand and its rival, its team and two gifts, one of which a second person has to agree to. */
export function demoConfig(zone = 'UTC'): Config {
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
          zone,
          rivals: ['kettle'],
          queries: [
            '"juniper coffee" OR @junipercoffee OR juniper NEAR/6 (coffee OR café OR latte OR barista)',
          ],
        },
        {
          id: 'kettle',
          name: 'Copper Kettle',
          description: 'The other café in town, which roasts its own beans.',
          keywords: ['coffee', 'café', 'espresso', 'beans'],
          zone,
          onlyCompared: true,
          queries: ['"copper kettle"'],
        },
      ],
      // What a shop would write down: figures that everybody gives alike, and what may be given on the spot.
      playbooks: [
        {
          id: 'billing',
          name: 'Charged wrongly',
          kinds: ['complaint', 'question'],
          aspects: ['billing'],
          steps: [
            'Take it to a private message: no amounts or card details in public.',
            'Look the payment up before you say who is right.',
            'Say when the money is back.',
          ],
          breakTheRule: 'Where it is under 10 and we cannot find it, pay it back and look later.',
          answer:
            '{greeting} I am sorry about this charge. What was paid twice is back on your card within {refund_time}. Please send us a message with the day and the amount, and I will look it up myself.',
          ask: '{greeting} I am sorry about this charge. Please send us a message with the day and the amount, and I will look it up myself.',
          facts: [
            { name: 'refund_time', value: '5 days', about: ['refund', 'money back', 'paid back'] },
          ],
          gives: [{ id: 'coffee', name: 'A coffee on the house', upTo: 4.5 }],
        },
        {
          id: 'hours',
          name: 'Opening hours',
          kinds: ['question'],
          aspects: ['availability'],
          steps: ['Answer in the first sentence.', 'Name the shop that they mean.'],
          answer: '{greeting} we are open from {opening_hours}. {which_shop}',
          facts: [
            {
              name: 'opening_hours',
              value: '7:00 to 18:00, on Sundays from 8:00 to 17:00',
              about: ['open', 'closed', 'hours'],
            },
          ],
        },
      ],
      rewards: [
        {
          id: 'cake',
          brand: 'juniper',
          name: 'A slice of cake',
          value: '£4.50',
          disclosure: 'The cake is a gift from Juniper Coffee. No review asked.',
          needsApproval: false,
        },
        {
          id: 'beans',
          brand: 'juniper',
          name: 'A bag of beans',
          value: '£12.00',
          disclosure: 'The beans are a gift from Juniper Coffee. No review asked.',
          needsApproval: true,
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
