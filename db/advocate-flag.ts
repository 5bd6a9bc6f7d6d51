/**
 * Whether somebody is an advocate, as SQL that gives 1, 0 or null: by their standing once they were assessed, until
 * then by the quick rule of the pipeline. `p` is the person; `standing` names their row of person_standing.
 */
export function advocateFlag(standing: 's' | 'ps'): string {
  const s = standing
  return `case when ${s}.stage is null then p.advocate when ${s}.stage = 'advocate' or ${s}.unproved = 1 then 1 else 0 end`
}
