/** How somebody was in touch where no network hears it; staff write it down. */
export const WAYS = ['phone', 'shop', 'mail', 'chat', 'other'] as const
export type Way = (typeof WAYS)[number]

/** Whether a word from outside is a way to be in touch. */
export function isWay(word: string): word is Way {
  return (WAYS as readonly string[]).includes(word)
}
