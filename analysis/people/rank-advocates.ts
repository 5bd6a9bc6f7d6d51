import type { Standing } from './standing.ts'

const PROVED = 1000

/**
 * Where an advocate stands in a list, higher first: those whose purchases are known before those who only speak
 * well, then by love. Null for anybody else.
 */
export function rankOfAdvocate(standing: Standing | null): number | null {
  if (standing === null) return null
  if (standing.stage.stage === 'advocate') return PROVED + standing.love.value
  return standing.isAdvocateUnproved ? standing.love.value : null
}
