import type { Policy } from './policy.ts'

/** Whether a person may write to the author of a post alone: the record of the network and its connector both have to say so. */
export function directRight<Target>(
  connector: {
    capabilities(): { policy: Pick<Policy, 'mayDm'> }
    direct?: { can(to: Target): true | { no: string } }
  },
  to: Target,
): true | { no: string } {
  if (!connector.capabilities().policy.mayDm || connector.direct === undefined)
    return { no: 'Answers by direct message are not switched on for this network.' }
  return connector.direct.can(to)
}
