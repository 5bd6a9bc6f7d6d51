import type { Command } from 'commander'
import type { BrandLayer } from '../../analysis/layers/brand-layer.ts'
import { readLayer } from '../../analysis/layers/layer-text.ts'
import { createLayeredUnderstander } from '../../analysis/layers/layered-understander.ts'
import type { StreamMix } from '../../analysis/layers/stream-mix.ts'
import type { BrandProfile, UnderstandInput } from '../../analysis/understand/understanding.ts'
import { messageOf, UsageError } from '../../core/errors.ts'
import { readLayers } from '../../db/feedback.ts'
import { readStreamMix } from '../../pipeline/stream-mixes.ts'
import { profileOf, readProfileFile, readProfiles } from '../brand-profile.ts'
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
      const profiles = await gatherProfiles(ctx, flags)
      const { main, layers, mixes } = profiles
      const understander = createLayeredUnderstander(
        readWeights(),
        ({ brand }) => layers.get(brand?.id),
        ({ brand }) => mixes.get(brand?.id ?? ''),
      )
      if (flags.corrections !== undefined) {
        const { layer, tests } = learnFromFile(flags.corrections, understander, main)
        layers.set(main?.id, layer)
        for (const line of testLines(tests)) process.stderr.write(`${line}\n`)
      }
      let isTold = flags.brands !== undefined
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
          const { input, unknown } = readInput(post, profiles, flags)
          if (unknown !== null && !isTold) {
            process.stderr.write(
              `Lines name the brand "${unknown}", of which no profile is known here: they are judged without one. Give the profiles with --brands FILE.\n`,
            )
            isTold = true
          }
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

/** What is to be understood, and the brand that the line names where nothing is known of it. */
function readInput(
  post: Record<string, unknown>,
  profiles: Profiles,
  flags: Flags,
): { input: UnderstandInput; unknown: string | null } {
  const { text } = post
  if (text === undefined || text === null) throw new UsageError('The line has no "text".')
  if (typeof text !== 'string') throw new UsageError('The "text" of the line is no text.')
  const brandId = readWord(post, 'brand')
  const isMain = brandId === undefined || brandId === profiles.main?.id
  const brand = isMain ? profiles.main : profiles.byId.get(brandId)
  if (brandId !== undefined && brand === undefined && flags.brands !== undefined)
    throw new UsageError(`There is no profile of "${brandId}".`)
  return {
    input: { text, ...wordsOf(post), ...(brand === undefined ? {} : { brand }) },
    unknown: brand === undefined ? (brandId ?? null) : null,
  }
}

/** What a line may say beside its text. */
function wordsOf(post: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    ['parent', 'network', 'lang'].flatMap((name) => {
      const word = readWord(post, name)
      return word === undefined ? [] : [[name, word]]
    }),
  )
}

/** A number or a list where words belong would be passed over, and nobody would know why. */
function readWord(post: Record<string, unknown>, name: string): string | undefined {
  const word = post[name]
  if (word === undefined || word === null || typeof word === 'string') return word ?? undefined
  throw new UsageError(`The "${name}" of the line is no text.`)
}

interface Profiles {
  main: BrandProfile | undefined
  byId: Map<string, BrandProfile>
  /** What brands of the desk learnt from corrections; under no name, what posts without a brand did. */
  layers: Map<string | undefined, BrandLayer>
  /** How the posts of a brand of the desk fall into moods. */
  mixes: Map<string, StreamMix>
}

async function gatherProfiles(ctx: CommandContext, flags: Flags): Promise<Profiles> {
  const byId = flags.brands === undefined ? new Map() : readProfiles(flags.brands)
  const layers: Profiles['layers'] = new Map()
  const mixes: Profiles['mixes'] = new Map()
  if (flags.profile !== undefined)
    return { main: readProfileFile(flags.profile), byId, layers, mixes }
  if (flags.brand === undefined) return { main: undefined, byId, layers, mixes }
  const known = byId.get(flags.brand)
  if (known !== undefined) return { main: known, byId, layers, mixes }
  const found = await readDeskBrand(ctx, flags.brand)
  if (found !== null) {
    if (found.layer !== null) layers.set(found.profile.id, found.layer)
    if (found.mix !== null) mixes.set(found.profile.id, found.mix)
    return { main: found.profile, byId, layers, mixes }
  }
  if (flags.corrections === undefined) throw new UsageError(`There is no brand "${flags.brand}".`)
  process.stderr.write(
    `There is no brand "${flags.brand}" here: posts are judged without a profile.\n`,
  )
  return { main: undefined, byId, layers, mixes }
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
    const { id, name, description } = row
    const profile = JSON.parse(row.profile) as object
    return {
      profile: profileOf({ ...profile, id, name, description }, `The brand "${id}"`),
      layer: stored === undefined ? null : readLayer(stored),
      mix: await readStreamMix(db, brandId, ctx.clock.now()),
    }
  })
}
