import type { Contact, Purchase } from '../../../../analysis/people/history.ts'
import { monthStart } from './calendar.ts'
import type { Dice } from './dice.ts'

const DAY = 24 * 60 * 60 * 1000

/**
 * A customer whose complaint grows old within this month, shortly before their praise does: they are an
 * advocate for a moment, and whether that counts depends on a row that falls into that moment.
 */
export function drawTurningMonth(
  dice: Dice,
  now: number,
  zone: string,
): { contacts: Contact[]; purchases: Purchase[] } {
  const start = monthStart(now, zone)
  const rises = dice.whole(start, now)
  const falls = dice.whole(rises, now)
  const between = dice.pick([rises, rises + 1, falls, falls + 1, dice.whole(rises, falls)])
  const look = Math.min(between, now)
  const bought = aPurchase('t0', start - dice.whole(1, 300) * DAY)
  const contacts = [
    aContact('t1', falls - 90 * DAY, { sentiment: 'positive', intents: ['praise'] }),
    aContact('t2', now - dice.whole(0, 89) * DAY, { sentiment: 'positive', intents: ['thanks'] }),
    aContact('t3', rises - 30 * DAY, { sentiment: 'negative', intents: ['complaint'] }),
  ]
  switch (dice.whole(1, 5)) {
    case 1:
      return { contacts: [...contacts, aContact('t4', look, {})], purchases: [bought] }
    case 2:
      return { contacts: [...contacts, aContact('t4', look, { sure: false })], purchases: [bought] }
    case 3:
      return { contacts, purchases: [bought, aPurchase('t4', look, { cancelled: true })] }
    case 4:
      return { contacts, purchases: [bought, aPurchase('t4', look, { net: 0 })] }
    default:
      return { contacts, purchases: [bought] }
  }
}

function aContact(id: string, at: number, overrides: Partial<Contact>): Contact {
  return {
    id,
    at,
    network: 'x',
    sentiment: 'neutral',
    intents: [],
    sure: true,
    helped: false,
    answeredAt: null,
    forPrize: false,
    turnedRound: false,
    ...overrides,
  }
}

function aPurchase(id: string, paidAt: number, overrides: Partial<Purchase> = {}): Purchase {
  return { id, paidAt, net: 900, test: false, cancelled: false, ...overrides }
}
