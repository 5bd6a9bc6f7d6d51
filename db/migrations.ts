import type { Kysely } from 'kysely'
import type { Dialect } from './dialect.ts'
import { up as foundation } from './migrations/0001-foundation.ts'
import { up as retiredRewards } from './migrations/0002-retired-rewards.ts'
import { up as delivery } from './migrations/0003-delivery.ts'
import { up as labelFeedback } from './migrations/0004-label-feedback.ts'
import { up as deadlines } from './migrations/0005-deadlines.ts'
import { up as incidents } from './migrations/0006-incidents.ts'
import { up as people } from './migrations/0007-people.ts'
import { up as merges } from './migrations/0008-merges.ts'
import { up as verbs } from './migrations/0009-verbs.ts'
import { up as erasures } from './migrations/0010-erasures.ts'
import { up as playbooks } from './migrations/0011-playbooks.ts'
import { up as digests } from './migrations/0013-digests.ts'
import { up as slackHome } from './migrations/0014-slack-home.ts'
import { up as caseKinds } from './migrations/0015-case-kinds.ts'
import { up as customers } from './migrations/0016-customers.ts'
import { up as contacts } from './migrations/0017-contacts.ts'
import { up as sweeps } from './migrations/0018-sweeps.ts'
import { up as consents } from './migrations/0019-consents.ts'
import { up as caseLookups } from './migrations/0021-case-lookups.ts'
import { up as waitingReplies } from './migrations/0022-waiting-replies.ts'
import { up as troubles } from './migrations/0023-troubles.ts'
import { up as renewals } from './migrations/0024-renewals.ts'
import { up as peoplePages } from './migrations/0025-people-pages.ts'
import { up as moreSweeps } from './migrations/0026-more-sweeps.ts'
import { up as replyWay } from './migrations/0027-reply-way.ts'
import { up as leanings } from './migrations/0028-leanings.ts'
import { up as ownDigest } from './migrations/0029-own-digest.ts'
import { up as sweepsOfAll } from './migrations/0031-sweeps-of-all.ts'
import { up as sourceHours } from './migrations/0032-source-hours.ts'

export interface Migration {
  name: string
  up(db: Kysely<unknown>, dialect: Dialect): Promise<void>
}

/** Every migration in the order it runs; forward only, never edited after a release. */
export const migrations: readonly Migration[] = [
  { name: '0001-foundation', up: foundation },
  { name: '0002-retired-rewards', up: retiredRewards },
  { name: '0003-delivery', up: delivery },
  { name: '0004-label-feedback', up: labelFeedback },
  { name: '0005-deadlines', up: deadlines },
  { name: '0006-incidents', up: incidents },
  { name: '0007-people', up: people },
  { name: '0008-merges', up: merges },
  { name: '0009-verbs', up: verbs },
  { name: '0010-erasures', up: erasures },
  { name: '0011-playbooks', up: playbooks },
  { name: '0013-digests', up: digests },
  { name: '0014-slack-home', up: slackHome },
  { name: '0015-case-kinds', up: caseKinds },
  { name: '0016-customers', up: customers },
  { name: '0017-contacts', up: contacts },
  { name: '0018-sweeps', up: sweeps },
  { name: '0019-consents', up: consents },
  { name: '0021-case-lookups', up: caseLookups },
  { name: '0022-waiting-replies', up: waitingReplies },
  { name: '0023-troubles', up: troubles },
  { name: '0024-renewals', up: renewals },
  { name: '0025-people-pages', up: peoplePages },
  { name: '0026-more-sweeps', up: moreSweeps },
  { name: '0027-reply-way', up: replyWay },
  { name: '0028-leanings', up: leanings },
  { name: '0029-own-digest', up: ownDigest },
  { name: '0031-sweeps-of-all', up: sweepsOfAll },
  { name: '0032-source-hours', up: sourceHours },
]
