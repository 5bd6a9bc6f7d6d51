import { isNetwork, type Network } from './network.ts'

/** Whether a handle names a network that is none: then it would be nobody's. */
export function namesUnknownNetwork(text: string): boolean {
  return text.includes(':') && readOwnHandle(text).network === null
}

/**
 * A handle of a brand as a team writes it: `@juniper` is theirs on every network, `x:juniper` on that one only. The
 * handle comes in small letters without @.
 */
export function readOwnHandle(text: string): { network: Network | null; handle: string } {
  const [, before = '', behind = ''] = /^([a-z_]+):(.+)$/i.exec(text.trim()) ?? []
  const network = before.toLowerCase()
  const isNamed = isNetwork(network)
  const handle = isNamed ? behind : text
  return {
    network: isNamed ? network : null,
    handle: handle.trim().replace(/^@/, '').toLowerCase(),
  }
}
