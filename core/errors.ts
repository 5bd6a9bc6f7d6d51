/** Wrong use or configuration: what was found and what would be right. The command ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A verb that cannot be done now (somebody else holds the case, the post is gone); the text is for staff. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * What went wrong at a network, in our words:
 * rate_limited (wait until retryAt), auth (needs a new login), forbidden (a right is missing), billing
 * (paid volume used up), transient (try again), ambiguous (we sent and heard nothing), gone (the post
 * no longer exists), refused (the network will never accept this), fatal (configuration is wrong).
 */
export type NetworkErrorCode =
  | 'rate_limited'
  | 'auth'
  | 'forbidden'
  | 'billing'
  | 'transient'
  | 'ambiguous'
  | 'gone'
  | 'refused'
  | 'fatal'

/** A foreign error turned into ours at the edge; `retryAt` is epoch ms. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  readonly code: NetworkErrorCode
  readonly retryAt: number | null
  constructor(
    code: NetworkErrorCode,
    message: string,
    options: ErrorOptions & { retryAt?: number | null } = {},
  ) {
    super(message, options)
    this.code = code
    this.retryAt = options.retryAt ?? null
  }
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
