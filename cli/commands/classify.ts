import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { BrandLayer } from '../../analysis/layers/brand-layer.ts'
import { readLayer } from '../../analysis/layers/layer-text.ts'
import { createLayeredUnderstander } from '../../analysis/layers/layered-understander.ts'
import type {
  BrandProfile,
  UnderstandInput,
  UnsureBelow,
} from '../../analysis/understand/understanding.ts'
import { messageOf, UsageError } from '../../core/errors.ts'
import { readLayers } from '../../db/feedback.ts'
import type { CommandContext } from '../context.ts'
import { learnFromFile, testLines } from '../corrections.ts'
import { readTextLines } from '../read-lines.ts'
import { readWeights } from '../weights.ts'

interface Flags {
  brand?: string
  profile?: string
  brands?: string
  corrections?: string
  abstain: boolean
}

/** `classify`: JSON lines in, JSON lines out, in order; a bad line answers with its fault. */
export function addClassify(program: Command, ctx: CommandContext): void {
  program
    .command('classify')
    .description('read posts as JSON lines {"id","text",…} from the input, and say what each means')
    .option('--brand <id>', 'judge as seen by this brand of the desk')
    .option('--profile <file>', 'judge as seen by the brand profile in this JSON file')
    .option('--brands <file>', 'JSON list of profiles for the brand ids in the lines')
    .option(
      '--corrections <file>',
      'learn first from these posts, a JSON line each {"text","sentiment",…}',
    )
    .option('--no-abstain', 'never answer "unsure"')
    .action(async (flags: Flags) => {
      const profiles = await readProfiles(ctx, flags)
      const { main, layers } = profiles
      const understander = createLayeredUnderstander(readWeights(), ({ brand }) =>
        layers.get(brand?.id),
      )
      if (flags.corrections !== undefined) {
        const { layer, tests } = learnFromFile(flags.corrections, understander, main)
        layers.set(main?.id, layer)
        for (const line of testLines(tests)) process.stderr.write(`${line}\n`)
      }
      for await (const line of readTextLines(process.stdin)) {
        if (line?.trim() === '') continue
        const answer = JSON.stringify(classifyLine(line))
        // Waits for the reader, so that a long pipe never fills the memory.
        if (!process.stdout.write(`${answer}\n`))
          await new Promise((resolve) => process.stdout.once('drain', resolve))
      }

      function classifyLine(line: string | null): Record<string, unknown> {
        let id: string | number | null = null
        try {
          const post = parseLine(line)
          id = readId(post['id'])
          const input = readInput(post, profiles, flags)
          const u = understander.understand(input, { abstain: flags.abstain })
          return { id, ...u, why: understander.why(input, u) }
        } catch (error) {
          return { id, error: messageOf(error) }
        }
      }
    })
}

/** Ids are given back as they came; a deep list in their place could not even be written. */
function readId(id: unknown): string | number | null {
  if (id === undefined || id === null) return null
  if (typeof id === 'string' || typeof id === 'number') return id
  throw new UsageError('The "id" of a line must be a text or a number.')
}

function parseLine(line: string | null): Record<string, unknown> {
  if (line === null) throw new UsageError('The line is longer than 16 million characters.')
  try {
    const value = JSON.parse(line) as unknown
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {
    // Said below, in words for people.
  }
  throw new UsageError('The line is not a JSON object. Write one post a line as {"id","text"}.')
}

function readInput(
  post: Record<string, unknown>,
  profiles: Profiles,
  flags: Flags,
): UnderstandInput {
  const { text } = post
  if (typeof text !== 'string') throw new UsageError('The line has no "text".')
  const words = (name: string) => (typeof post[name] === 'string' ? { [name]: post[name] } : {})
  const brandId = typeof post['brand'] === 'string' ? post['brand'] : undefined
  const brand = brandId === undefined ? profiles.main : profiles.byId.get(brandId)
  if (brandId !== undefined && brand === undefined && flags.brands !== undefined)
    throw new UsageError(`There is no profile of "${brandId}".`)
  return {
    text,
    ...words('parent'),
    ...words('network'),
    ...words('lang'),
    ...(brand === undefined ? {} : { brand }),
  }
}

interface Profiles {
  main: BrandProfile | undefined
  byId: Map<string, BrandProfile>
  /** What brands of the desk learnt from corrections; under no name, what posts without a brand did. */
  layers: Map<string | undefined, BrandLayer>
}

async function readProfiles(ctx: CommandContext, flags: Flags): Promise<Profiles> {
  const byId = new Map<string, BrandProfile>()
  const layers: Profiles['layers'] = new Map()
  if (flags.brands !== undefined)
    for (const profile of readJson(flags.brands) as Partial<BrandProfile>[])
      byId.set(profile.id ?? '', complete(profile))
  if (flags.profile !== undefined)
    return { main: complete(readJson(flags.profile) as Partial<BrandProfile>), byId, layers }
  if (flags.brand === undefined) return { main: undefined, byId, layers }
  const known = byId.get(flags.brand)
  if (known !== undefined) return { main: known, byId, layers }
  const found = await readDeskBrand(ctx, flags.brand)
  if (found !== null) {
    if (found.layer !== null) layers.set(found.profile.id, found.layer)
    return { main: found.profile, byId, layers }
  }
  if (flags.corrections === undefined) throw new UsageError(`There is no brand "${flags.brand}".`)
  process.stderr.write(
    `There is no brand "${flags.brand}" here: posts are judged without a profile.\n`,
  )
  return { main: undefined, byId, layers }
}

async function readDeskBrand(ctx: CommandContext, brandId: string) {
  return ctx.withDatabase(async (db) => {
    const row = await db.kysely
      .selectFrom('brand')
      .selectAll()
      .where('id', '=', brandId)
      .executeTakeFirst()
    if (row === undefined) return null
    const stored = (await readLayers(db.kysely)).get(brandId)
    const profile = JSON.parse(row.profile) as Partial<BrandProfile>
    return {
      profile: complete({ ...profile, id: row.id, name: row.name, description: row.description }),
      layer: stored === undefined ? null : readLayer(stored),
    }
  })
}

function complete(profile: Partial<BrandProfile>): BrandProfile {
  if (typeof profile.name !== 'string')
    throw new UsageError('A brand profile needs at least a "name".')
  return {
    id: profile.id ?? profile.name,
    name: profile.name,
    handles: profile.handles ?? [],
    keywords: profile.keywords ?? [],
    not: profile.not ?? [],
    ...(profile.description === undefined ? {} : { description: profile.description }),
    ...(profile.unsureBelow === undefined ? {} : { unsureBelow: readLimits(profile) }),
  }
}

/** A limit that is no share would hand everything or nothing to people, and nobody would know why. */
function readLimits({ name, unsureBelow }: Partial<BrandProfile>): UnsureBelow {
  const place = `The "unsureBelow" of "${name}"`
  const given = unsureBelow as unknown
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
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`${file} cannot be read as JSON: ${messageOf(error)}`, { cause: error })
  }
}
