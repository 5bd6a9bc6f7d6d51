/** What a query is asked about: one post, as the matcher sees it. An absent field matches no term. */
export interface MatchPost {
  text: string
  title?: string
  /** The post's own address. */
  url?: string
  /** Addresses the post links to; those written out in the text are found without it. */
  links?: readonly string[]
  /** With or without `#`; those written in the text are found without it. */
  hashtags?: readonly string[]
  /** Accounts the post names, with or without `@`; those written in the text are found without it. */
  handles?: readonly string[]
  authorHandle?: string
  authorFollowers?: number
  /** BCP 47. */
  lang?: string
  network?: string
  /** A word of core's MentionKind, or `question`. */
  kind?: string
  community?: string
  hasMedia?: boolean
  hasLink?: boolean
  /** customer, advocate, vip, staff. */
  traits?: readonly string[]
  sentiment?: string
  intents?: readonly string[]
  stage?: string
}
