import { readFileSync } from 'node:fs'
import type { BrandProfile } from '../analysis/understand/understanding.ts'
import { messageOf, UsageError } from '../core/errors.ts'
import type { UnsureBelow } from '../core/unsure-limits.ts'

/** The profiles of a JSON list, by id. */
export function readProfiles(file: string): Map<string, BrandProfile> {
  const list = readJson(file)
  if (!Array.isArray(list))
    throw new UsageError(`${file} is no list. Write the profiles as [{"id","name",…},…].`)
  const profiles = list.map((one) => profileOf(one, file))
  return new Map(profiles.map((profile) => [profile.id, profile]))
}

/** The one profile that a JSON file holds. */
export function readProfileFile(file: string): BrandProfile {
  return profileOf(readJson(file), file)
}

/** A profile with all that it leaves out filled in; a UsageError names what is not as it should be, and where. */
export function profileOf(value: unknown, place: string): BrandProfile {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${place} has ${JSON.stringify(value)} where a brand profile should be.`)
  const given = value as Record<string, unknown>
  const name = textOf(given, 'name', place)
  if (name === undefined) throw new UsageError(`${place}: a brand profile needs a "name".`)
  const description = textOf(given, 'description', place)
  return {
    id: textOf(given, 'id', place) ?? name,
    name,
    handles: listOf(given, 'handles', place),
    keywords: listOf(given, 'keywords', place),
    not: listOf(given, 'not', place),
    ...(description === undefined ? {} : { description }),
    ...(given['unsureBelow'] === undefined
      ? {}
      : { unsureBelow: limitsOf(given['unsureBelow'], name) }),
  }
}

function textOf(given: Record<string, unknown>, key: string, place: string): string | undefined {
  const text = given[key]
  if (text === undefined || text === null || text === '') return undefined
  if (typeof text === 'string') return text
  throw new UsageError(`${place}: "${key}" is ${JSON.stringify(text)}; it is a text.`)
}

function listOf(given: Record<string, unknown>, key: string, place: string): readonly string[] {
  const list = given[key] ?? []
  if (Array.isArray(list) && list.every((one): one is string => typeof one === 'string'))
    return list
  throw new UsageError(
    `${place}: "${key}" is ${JSON.stringify(list)}; write it as a list, for example ["latte","beans"].`,
  )
}

/** A limit that is no share would hand everything or nothing to people, and nobody would know why. */
function limitsOf(given: unknown, name: string): UnsureBelow {
  const place = `The "unsureBelow" of "${name}"`
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new UsageError(
      `${place} is ${JSON.stringify(given)}; write it as {"relevance": 0.6, "sentiment": 0.45}.`,
    )
  for (const [key, value] of Object.entries(given) as [string, unknown][]) {
    if (key !== 'relevance' && key !== 'sentiment')
      throw new UsageError(`${place} has "${key}"; it takes "relevance" and "sentiment".`)
    if (typeof value !== 'number' || value < 0 || value > 1)
      throw new UsageError(
        `${place} has ${JSON.stringify(value)} for "${key}"; it is a number from 0 to 1, for example 0.6.`,
      )
  }
  return given
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new UsageError(`${file} cannot be read as JSON: ${messageOf(error)}`, { cause: error })
  }
}
