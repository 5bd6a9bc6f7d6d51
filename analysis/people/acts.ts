import type { PeopleRules } from '../../core/people-rules.ts'
import type { Contact } from './history.ts'

/** What a contact was; how much each weighs is a setting (docs/people-rules.md). */
export type ActName = keyof PeopleRules['weights']

/** The one act that a contact is; null where the analysis was unsure, and for what was said for a prize. */
export function actOf(contact: Contact): ActName | null {
  const { sentiment } = contact
  if (!contact.sure || sentiment === 'unsure' || contact.forPrize) return null
  return sentiment === 'negative' ? badAct(contact) : kindAct(contact)
}

function badAct({ intents }: Contact): ActName {
  if (intents.includes('churn_threat')) return 'leaving'
  return intents.includes('complaint') ? 'complaint' : 'blame'
}

function kindAct({ intents, sentiment, helped }: Contact): ActName {
  if (intents.includes('recommendation')) return 'recommendation'
  if (helped) return 'help'
  if (sentiment === 'positive' && intents.includes('praise')) return 'praise'
  if (intents.includes('thanks')) return 'thanks'
  if (sentiment === 'positive') return 'cheer'
  if (intents.includes('suggestion')) return 'idea'
  return intents.some((i) => i === 'purchase_intent' || i === 'question') ? 'interest' : 'mention'
}
