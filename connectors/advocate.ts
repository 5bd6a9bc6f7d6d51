import { CONSENT_ACTS, type ConsentAct } from '../core/consent.ts'

/** What members of a community write to join the advocates, to leave them, or to be forgotten. */
export const ADVOCATE = 'advocate'

/** What each word does, as the network shows it beside the command. */
export const ADVOCATE_WORDS: Readonly<Record<ConsentAct, string>> = {
  join: 'Let us remember what you say about us here, so that we can thank you.',
  leave: 'We keep no picture of you any more.',
  forget: 'Erase everything we know of you, and take in nothing more.',
}

const ANSWERS: Readonly<Record<ConsentAct, string>> = {
  join: 'You are in. From now on we remember what you say about us here, so that we can thank you. "/advocate leave" ends that at any time.',
  leave: 'You are out. We keep no picture of you any more, and no gift will come from us.',
  forget:
    'Everything we know of you is erased within a minute. What you say here from now on is not taken in, for good.',
}

/** The word that somebody wrote behind the command; null for anything else. */
export function readAct(text: string): ConsentAct | null {
  const word = text.trim().toLowerCase()
  return CONSENT_ACTS.find((act) => act === word) ?? null
}

/** What they are told once it is stored. */
export function answerOf(act: ConsentAct): string {
  return ANSWERS[act]
}

/** What they are told where no word was understood. */
export function advocateHelp(): string {
  return CONSENT_ACTS.map((act) => `/advocate ${act}: ${ADVOCATE_WORDS[act]}`).join('\n')
}
