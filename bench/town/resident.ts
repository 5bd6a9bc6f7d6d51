import type { Mood } from '../../core/feedback.ts'
import type { Intent } from '../../core/judgement.ts'
import type { Network } from '../../core/network.ts'

/** How many of each live in the town: 5,000 in all. Most people buy and say little. */
export const POPULATION = {
  regular: 3030,
  fan: 300,
  returning_complainer: 650,
  leaving_complainer: 400,
  giveaway_hunter: 300,
  bot: 120,
  troll: 80,
  influencer: 50,
  staff: 40,
  competitor: 30,
} as const
export type Kind = keyof typeof POPULATION

/** What was really said, before anybody's analysis. Days count from the town's first. */
export interface Remark {
  day: number
  network: Network | 'offline'
  mood: Mood
  intents: readonly Intent[]
  /** Says the opposite of what it means. */
  sarcastic: boolean
  /** The brand paid for it, or gives something for it. */
  isAsked: boolean
  /** And says so: below the post of the giveaway, by its tag, or as an advertisement. */
  saysPrize: boolean
  /** Answers somebody else's question about the brand. */
  isAnswer: boolean
  /** Bots repeat a text; whatever the analysis says of it, it says every time. */
  template: number | null
  /** Not about the brand, though its word is in it. */
  isStray: boolean
  /** When the brand answered it. */
  answeredDay: number | null
}

export interface Buy {
  day: number
  net: number
  test: boolean
  cancelled: boolean
}

/** One inhabitant, as they really are. */
export interface Resident {
  id: string
  kind: Kind
  followers: number | null
  remarks: Remark[]
  /** All they bought; the brand knows of it only when they are linked. */
  buys: Buy[]
  isLinked: boolean
  hasSubscription: boolean
  hasManager: boolean
  thankedDay: number | null
  /** The brand knows that they are its own, a bot or a rival. */
  isRecognised: boolean
  /** When they are gone for good. */
  leavesDay: number | null
}

/** A remark with everything usual left out. */
export type Said = Pick<Remark, 'day' | 'mood'> & Partial<Remark>

/** What a behaviour yields; the town fills in the rest. */
export interface Life {
  remarks: Said[]
  buys: number[]
  leavesDay: number | null
}
