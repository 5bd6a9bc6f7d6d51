import type { Actor } from '../../actions/context.ts'
import { nameKeyManager } from '../../actions/key-manager.ts'
import { linkCustomer, unlinkCustomers } from '../../actions/link-customer.ts'
import { putOnList } from '../../actions/put-on-list.ts'
import { readPersonCustomer } from '../../db/person-customer.ts'
import { customerSection } from '../../views/customer-section.ts'
import type { Html } from '../../views/html.ts'
import type { WebDeps } from '../deps.ts'

type Verb = (
  actor: Actor,
  personId: number,
  form: Readonly<Record<string, unknown>>,
) => Promise<void>

/** What staff do with a person as a customer, by the last part of the address. */
export function customerVerbs({ ctx }: WebDeps): Readonly<Record<string, Verb>> {
  return {
    link: async (actor, personId, form) => {
      await linkCustomer(ctx, actor, {
        personId,
        customer: String(form['customer'] ?? ''),
        evidence: String(form['evidence'] ?? ''),
        toldUs: form['told'] === 'yes',
      })
    },
    unlink: async (actor, personId) => {
      await unlinkCustomers(ctx, actor, personId)
    },
    manager: (actor, personId, form) => {
      const staffId = String(form['manager'] ?? '')
      return nameKeyManager(ctx, actor, { personId, staffId: staffId === '' ? null : staffId })
    },
    list: (actor, personId, form) =>
      putOnList(ctx, actor, {
        personId,
        segmentId: String(form['segment'] ?? ''),
        isOn: form['on'] === 'yes',
      }),
  }
}

/** The part of a person's page about the customer. */
export async function readCustomerSection(
  deps: WebDeps,
  { personId, brandId }: { personId: number; brandId: string },
  { csrf, mayManage }: { csrf: string | null; mayManage: boolean },
): Promise<Html> {
  const found = await readPersonCustomer(deps.reader, personId, brandId)
  return customerSection({ personId, ...found, mayManage }, csrf)
}
