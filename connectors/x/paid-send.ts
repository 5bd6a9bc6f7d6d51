import { NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'

/** What is sent for money, and how people call it. */
export interface Paid {
  costUsd: number
  /** After "This month’s limit for X is used up, so …". */
  unsent: string
  /** After "X did not say under which number …". */
  unnumbered: string
}

/** Sends something, with its price asked for first and given back when X took nothing; answers X's number for it. */
export async function sendPaid(
  ctx: Ctx,
  { costUsd, unsent, unnumbered }: Paid,
  send: () => Promise<unknown>,
): Promise<string> {
  if (!ctx.spend(costUsd))
    throw new NetworkError('billing', `This month’s limit for X is used up, so ${unsent}`)
  try {
    const nativeId = await send()
    if (typeof nativeId === 'string') return nativeId
    throw new NetworkError('ambiguous', `X did not say under which number ${unnumbered}`)
  } catch (error) {
    if (!(error instanceof NetworkError) || error.code !== 'ambiguous') ctx.spend(-costUsd)
    throw error
  }
}
