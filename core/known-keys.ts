/** The part of a JSON Schema that is read here. */
interface Shape {
  properties?: Readonly<Record<string, Shape & { const?: unknown }>>
  items?: Shape
  oneOf?: readonly Shape[]
  anyOf?: readonly Shape[]
  additionalProperties?: boolean | Shape
}

/** Two slips of the hand: a letter too many, missing, wrong, or two that changed places. */
const SLIPS = 2

/** The key that somebody meant by `typed` in the group at `path`, as the JSON Schema knows it; null where none is near. */
export function nearestKey(
  schema: unknown,
  path: readonly PropertyKey[],
  root: unknown,
  typed: string,
): string | null {
  let shapes = schema === undefined ? [] : [schema as Shape]
  let held = root
  for (const part of path) {
    held = (held as Record<PropertyKey, unknown> | null | undefined)?.[part]
    const value = held
    shapes = shapes.flatMap((shape) => stepInto(shape, part)).flatMap((s) => choose(s, value))
  }
  const near = shapes
    .flatMap((shape) => Object.keys(shape.properties ?? {}))
    .map((key) => ({ key, slips: slipsBetween(typed.toLowerCase(), key.toLowerCase()) }))
    .filter(({ key, slips }) => slips <= SLIPS && slips < key.length / 2)
    .toSorted((a, b) => a.slips - b.slips)[0]
  return near?.key ?? null
}

function stepInto(shape: Shape, part: PropertyKey): Shape[] {
  if (typeof part === 'number') return shape.items === undefined ? [] : [shape.items]
  const own = shape.properties?.[String(part)]
  if (own !== undefined) return [own]
  return typeof shape.additionalProperties === 'object' ? [shape.additionalProperties] : []
}

/** Of several shapes, those whose fixed words (a network) are the ones that stand there. */
function choose(shape: Shape, value: unknown): Shape[] {
  const options = shape.oneOf ?? shape.anyOf
  if (options === undefined) return [shape]
  return options.filter((option) =>
    Object.entries(option.properties ?? {}).every(
      ([key, { const: fixed }]) =>
        fixed === undefined || (value as Record<string, unknown> | null)?.[key] === fixed,
    ),
  )
}

/** Optimal string alignment distance (Damerau 1964): edits and swaps of neighbours that turn `a` into `b`. */
function slipsBetween(a: string, b: string): number {
  let earlier: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const kept = at(above, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwap ? at(earlier, j - 2) + 1 : Number.POSITIVE_INFINITY
      row.push(Math.min(at(above, j) + 1, at(row, j - 1) + 1, kept, swapped))
    }
    earlier = above
    above = row
  }
  return at(above, b.length)
}

function at(row: readonly number[], j: number): number {
  return row[j] ?? Number.POSITIVE_INFINITY
}
