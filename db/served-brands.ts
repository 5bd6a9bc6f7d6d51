import type { ServedBrand } from './batch-writer/changes.ts'

/** Whether anybody works for a brand, from its row; one that is only compared gets no cases, alarms or digests. */
export function isServed({ profile }: { profile: string }): boolean {
  return (JSON.parse(profile) as Partial<ServedBrand>).onlyCompared !== true
}
