import type { StaffAction } from '../../core/staff.ts'
import { CASE_TRIALS } from './case-trials.ts'
import { CUSTOMER_TRIALS } from './customer-trials.ts'
import { PEOPLE_TRIALS } from './people-trials.ts'
import { TEAM_TRIALS } from './team-trials.ts'
import type { Trial } from './trial-ground.ts'

/** One trial for every action that there is. */
export const TRIALS: Readonly<Record<StaffAction, Trial>> = {
  ...CASE_TRIALS,
  ...TEAM_TRIALS,
  ...PEOPLE_TRIALS,
  ...CUSTOMER_TRIALS,
}
