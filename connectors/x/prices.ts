/** US dollars X asks on pay-per-use (source: X pricing page, 2026-08). */
export const X_PRICES = {
  /** A post of our own mentions or own timeline, where the token's user owns the app. */
  ownedRead: 0.001,
  /** A post that only comes along, such as the one that is quoted. */
  postRead: 0.005,
  /** An account; whether those that come along are billed is not stated, so they are counted. */
  userRead: 0.01,
  /** An answer to a post that tags us. */
  summonedReply: 0.01,
  /** Any post that carries a link. */
  postWithLink: 0.2,
  /** A direct message that we send, and one that is read (source: X pricing, "DM Interaction" and "DM Event"). */
  directMessage: 0.015,
  messageRead: 0.01,
} as const

/** What people should know before they put a link into an answer. */
export const X_LINK_WARNING =
  'X charges $0.20 for an answer with a link, and $0.01 without one. Leave the link out if you can.'
