import type { CaseKind } from './case.ts'

/** Where cases go and who is asked first; a rule without a condition holds for every case. */
export interface RouteRule {
  kinds?: readonly CaseKind[]
  brands?: readonly string[]
  /** As the post was written, for example "de". */
  languages?: readonly string[]
  /** Slack channel; without one that of the brand. */
  channel?: string
  /** Staff who are suggested in turn. */
  turns?: readonly string[]
  /** Slack user group whose members are suggested in turn. */
  group?: string
  /** Whoever is on duty is suggested. */
  duty?: boolean
}

export interface Routing {
  rules: readonly RouteRule[]
  /** For cases of brands without a channel. */
  fallback: string | null
}

export interface Route {
  channel: string | null
  /** Whom to suggest in turn, and the name under which turns are counted; null where nobody is suggested. */
  turn: { name: string; staff: readonly string[] } | null
}

/** Who of the team a rule may mean. */
export interface RouteTeam {
  groups: ReadonlyMap<string, readonly string[]>
  /** Now. */
  onDuty(): string | null
}

/** The first rule that fits decides. */
export function routeCase(
  routing: Routing,
  team: RouteTeam,
  one: { kind: CaseKind; brandId: string; lang: string | null; channel: string | null },
): Route {
  const index = routing.rules.findIndex((rule) => fits(rule, one))
  const rule = routing.rules[index]
  const staff = rule === undefined ? [] : staffOf(rule, team)
  return {
    channel: rule?.channel ?? one.channel ?? routing.fallback,
    turn: staff.length === 0 ? null : { name: `route:${index}`, staff },
  }
}

function staffOf(rule: RouteRule, team: RouteTeam): readonly string[] {
  if (rule.turns !== undefined) return rule.turns
  if (rule.group !== undefined) return team.groups.get(rule.group) ?? []
  const duty = rule.duty === true ? team.onDuty() : null
  return duty === null ? [] : [duty]
}

function fits(
  rule: RouteRule,
  one: { kind: CaseKind; brandId: string; lang: string | null },
): boolean {
  return (
    (rule.kinds?.includes(one.kind) ?? true) &&
    (rule.brands?.includes(one.brandId) ?? true) &&
    (rule.languages === undefined || (one.lang !== null && rule.languages.includes(one.lang)))
  )
}
