/** Whom we listen for. */
export interface Brand {
  id: string
  name: string
  description: string
  handles: readonly string[]
  /** Words often found around the brand. */
  keywords: readonly string[]
  /** What the same word also means, but is not us. */
  not: readonly string[]
  /** IANA zone in which the brand's day begins. */
  zone: string
  /** Slack channel id or name for its cards. */
  channel: string | null
}

/** A boolean expression a person wrote; `source` is in the language of analysis/query. */
export interface BrandQuery {
  id: string
  brandId: string
  source: string
}
