import { type Network, networkName } from './network.ts'

/** What a network allows us; the core refuses what the record forbids (DESIGN, promise 6). */
export interface Policy {
  mayStore: boolean
  mayLinkIdentity: boolean
  /** `if_tagged`: only where the author mentioned or quoted us. */
  mayReply: 'always' | 'if_tagged' | 'never'
  /** Answers by direct message, to somebody who wrote to us and agreed to one. */
  mayDm: boolean
  /** How deletions reach us. */
  deletions: 'push' | 'sweep' | 'none'
  retentionDays: number | null
  /** Profiles, scores and rewards only after the person opted in. */
  needsOptIn: boolean
}

/** Networks whose rules forbid tying an account to a person known elsewhere (facts on networks, finding 2). */
const NEVER_LINKED: ReadonlySet<Network> = new Set(['reddit'])
/** Networks of communities, whose members have to say yes first. */
const NEEDS_OPT_IN: ReadonlySet<Network> = new Set(['discord', 'slack'])

/** Whether people of this network are rated, linked and rewarded only after they joined the advocates. */
export function needsOptIn(network: Network): boolean {
  return NEEDS_OPT_IN.has(network)
}

/** Whether an account may be tied to accounts on other networks; otherwise why not, for staff. */
export function mayLink(network: Network, optedIn: boolean): true | { no: string } {
  if (NEVER_LINKED.has(network))
    return { no: `${networkName(network)} does not allow tying its members to other accounts.` }
  if (needsOptIn(network) && !optedIn)
    return { no: `This member of ${networkName(network)} has not joined the advocates yet.` }
  return true
}

/** Networks that let a member be tied to others only where they told us themselves, never because they look alike. */
const NEVER_MATCHED: ReadonlySet<Network> = new Set(['x'])

/** Whether we may propose, by what they are called, that an account belongs to somebody known elsewhere. */
export function mayMatch(network: Network, optedIn: boolean): boolean {
  return !NEVER_MATCHED.has(network) && mayLink(network, optedIn) === true
}

/** Whether we may keep a picture of somebody on this network at all; otherwise why not, for staff. */
export function mayKnow(network: Network, optedIn: boolean): true | { no: string } {
  return needsOptIn(network) ? mayLink(network, optedIn) : true
}

/** Whether an account may be tied to a customer record; `toldUs`: they said so themselves or agreed. */
export function mayTieToCustomer(
  network: Network,
  optedIn: boolean,
  toldUs: boolean,
): true | { no: string } {
  // Source: facts on security, section 4 (off-network matching needs consent).
  if (network === 'x' && !toldUs)
    return {
      no: 'X allows this only where they told you who they are, or agreed. Say so, if they did.',
    }
  return mayLink(network, optedIn)
}
