import type { ApiV2Includes, TweetV2 } from 'twitter-api-v2'
import type { Ctx } from '../connector.ts'
import { X_PRICES } from './prices.ts'

const DAY_MS = 86_400_000
/** Of the month's money; the rest is kept for those who tag us, and for answers. */
const SHARE_OF_WORDS = 0.8

/** What X handed over and bills. */
export interface Handed {
  data?: readonly (TweetV2 | null)[]
  includes?: ApiV2Includes
}

/** Counts what X bills. */
export interface Meter {
  /** US dollars for this, each post and account once a day, as X bills them. */
  priceOf(handed: Handed, usdAPost: number, now: number): number
}

/** Remembers what was billed today (UTC). */
export function createMeter(): Meter {
  let day = 0
  let billed = new Set<string>()
  const once = (kind: string, things: readonly unknown[], usd: number): number => {
    let sum = 0
    for (const thing of things) {
      const id = (thing as { id?: unknown } | null)?.id
      if (typeof id === 'string') {
        if (billed.has(kind + id)) continue
        billed.add(kind + id)
      }
      sum += usd
    }
    return sum
  }
  return {
    priceOf({ data, includes }, usdAPost, now) {
      const today = Math.floor(now / DAY_MS)
      if (today !== day) {
        day = today
        billed = new Set()
      }
      return (
        once('post ', listOf(data), usdAPost) +
        once('user ', listOf(includes?.users), X_PRICES.userRead) +
        once('post ', listOf(includes?.tweets), X_PRICES.postRead)
      )
    },
  }
}

/** The most that one post can cost, with what comes along. */
export function dearestPost(usdAPost: number, withAuthors: boolean): number {
  return usdAPost + (withAuthors ? X_PRICES.userRead + X_PRICES.postRead : 0)
}

/** Takes money for posts found by words; false where what is left is for tags and answers. */
export function spendOnWords(ctx: Ctx, usd: number): boolean {
  const { capUsd = null, spentUsd = 0 } = ctx.budget?.() ?? {}
  if (capUsd !== null && usd > 0 && spentUsd + usd > capUsd * SHARE_OF_WORDS) return false
  return ctx.spend(usd)
}

/** Whether words may be read again after a pause. */
export function mayReadWords(ctx: Ctx): boolean {
  const { capUsd = null, spentUsd = 0 } = ctx.budget?.() ?? {}
  return capUsd === null || spentUsd < capUsd * SHARE_OF_WORDS * 0.9
}

/**
 * What a night's sweep may cost: half of what words may still cost, spread over the days left of the month; without
 * a cap there is no limit.
 */
export function moneyForTonight(ctx: Ctx): number {
  const { capUsd = null, spentUsd = 0 } = ctx.budget?.() ?? {}
  if (capUsd === null) return Number.POSITIVE_INFINITY
  const left = Math.max(0, capUsd * SHARE_OF_WORDS - spentUsd)
  return left / 2 / daysLeft(ctx.clock.now())
}

/** When the month's money begins anew, epoch ms. */
export function nextMonth(now: number): number {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}

function daysLeft(now: number): number {
  return Math.max(1, Math.ceil((nextMonth(now) - now) / DAY_MS))
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
