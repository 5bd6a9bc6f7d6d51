import type { Database } from '../db/database.ts'
import { exportCustomers } from './export-customers.ts'

/** Groups of settings that are kept as one value each. */
const SETTINGS = [
  'hours',
  'promises',
  'alerts',
  'routing',
  'duty',
  'approvals',
  'money',
  'feedback',
  'people',
  'digest',
] as const

/** The settings as rows hold them, in the form of `earshot.yaml`. Secrets are never among them. */
export async function exportConfig(db: Database): Promise<Record<string, unknown>> {
  const q = db.kysely
  const [brands, queries, connections, rewards, staff, playbooks, settings] = await Promise.all([
    q.selectFrom('brand').selectAll().orderBy('id').execute(),
    q.selectFrom('query').selectAll().where('enabled', '=', 1).orderBy('id').execute(),
    q.selectFrom('connection').selectAll().orderBy('id').execute(),
    q.selectFrom('reward_pool').selectAll().where('retired_at', 'is', null).orderBy('id').execute(),
    q.selectFrom('staff').selectAll().where('disabled_at', 'is', null).orderBy('id').execute(),
    q.selectFrom('playbook').selectAll().orderBy('id').execute(),
    q
      .selectFrom('setting')
      .select(['key', 'value'])
      .where('key', 'in', [...SETTINGS, 'slack', 'drafts'])
      .execute(),
  ])
  const setting = Object.fromEntries(settings.map((s) => [s.key, JSON.parse(s.value) as unknown]))
  return {
    brands: brands.map((b) => ({
      id: b.id,
      name: b.name,
      description: b.description,
      ...(JSON.parse(b.profile) as Record<string, unknown>),
      zone: b.zone,
      channel: b.channel,
      queries: queries.filter((row) => row.brand_id === b.id).map((row) => row.source),
    })),
    connections: connections.map((c) => ({
      id: c.id,
      network: c.network,
      enabled: c.enabled === 1,
      ...(JSON.parse(c.config) as Record<string, unknown>),
    })),
    rewards: rewards.map((r) => ({
      id: r.id,
      brand: r.brand_id,
      name: r.name,
      value: r.value,
      disclosure: r.disclosure,
      needsApproval: r.needs_approval === 1,
    })),
    staff: staff.map((s) => ({
      id: s.id,
      name: s.name,
      ...(s.slack_user_id === null ? {} : { slack: s.slack_user_id }),
      role: s.role,
      ...(s.zone === null ? {} : { zone: s.zone }),
      ...(s.quiet === null ? {} : { quiet: s.quiet }),
      ...(s.digest === null ? {} : { digest: s.digest }),
    })),
    playbooks: playbooks.map((p) => ({
      id: p.id,
      name: p.name,
      brand: p.brand_id,
      enabled: p.enabled === 1,
      ...(JSON.parse(p.body) as Record<string, unknown>),
    })),
    ...(await exportCustomers(db)),
    ...Object.fromEntries(
      SETTINGS.flatMap((key) => (setting[key] === undefined ? [] : [[key, setting[key]]])),
    ),
    ...(setting['drafts'] === undefined || setting['drafts'] === null
      ? {}
      : { drafts: setting['drafts'] }),
    ...(setting['slack'] === undefined || setting['slack'] === null
      ? {}
      : { slack: setting['slack'] }),
  }
}
