import type { ConnectionConfig } from '../../core/config.ts'
import type { Network } from '../../core/network.ts'

/** A network as people use it: whoever writes there knows nothing of us. Posts go by the key they get here. */
export interface NetworkWorld {
  network: Network
  /** What earshot.yaml says of it. */
  settings: Record<string, unknown> & Pick<ConnectionConfig, 'network'>
  secrets: Record<string, string>
  say(author: string, text: string): string | Promise<string>
  /** Absent where nobody can edit, or it is not told. */
  edit?(key: string, text: string): unknown
  /** Absent where deletions are not told. */
  remove?(key: string): unknown
  /** Tells once more, late, of a post as it was written first. */
  tellAgain?(key: string): unknown
  /** Breaks every open connection; what is said before it is back is told to nobody. */
  cut?(): void
  /** What stands below a post in our name; absent where nobody can answer from here. */
  answersTo?(key: string): string[]
  /** What the author of a post reads alone, from us; absent where there is no such thing. */
  messagesTo?(key: string): string[]
  /** The author takes no messages from now on. */
  closeMessages?(key: string): void
  close(): unknown
}
