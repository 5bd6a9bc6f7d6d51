/** Steps remembered to guess the curvature. */
const MEMORY = 8
const SUFFICIENT = 1e-4

/** Value at a point; writes the slope into `slope`. */
export type Objective = (point: Float32Array, slope: Float32Array) => number

interface Step {
  move: Float32Array
  turn: Float32Array
  scale: number
}

/** Walks down a smooth convex function (L-BFGS) in place; the same input walks the same way. */
export function minimise(
  objective: Objective,
  point: Float32Array,
  options: { iterations: number; tolerance: number },
): number {
  const size = point.length
  let slope: Float32Array = new Float32Array(size)
  let value = objective(point, slope)
  const first = norm(slope)
  const steps: Step[] = []
  const direction = new Float32Array(size)
  for (let round = 0; round < options.iterations; round += 1) {
    if (norm(slope) <= options.tolerance * Math.max(1e-12, first)) break
    descend(direction, slope, steps)
    const towards = dot(direction, slope)
    if (towards >= 0) break
    const next = new Float32Array(size)
    const nextSlope = new Float32Array(size)
    let length = round === 0 ? 1 / Math.max(1, norm(slope)) : 1
    let reached = Number.POSITIVE_INFINITY
    for (let tries = 0; tries < 20; tries += 1) {
      for (let at = 0; at < size; at += 1)
        next[at] = (point[at] ?? 0) + length * (direction[at] ?? 0)
      reached = objective(next, nextSlope)
      if (reached <= value + SUFFICIENT * length * towards) break
      length /= 2
    }
    if (!(reached < value)) break
    remember(steps, point, next, slope, nextSlope)
    point.set(next)
    slope = nextSlope
    value = reached
  }
  return value
}

function remember(
  steps: Step[],
  point: Float32Array,
  next: Float32Array,
  slope: Float32Array,
  nextSlope: Float32Array,
): void {
  const recycled = steps.length >= MEMORY ? steps.shift() : undefined
  const move = recycled?.move ?? new Float32Array(point.length)
  const turn = recycled?.turn ?? new Float32Array(point.length)
  for (let at = 0; at < point.length; at += 1) {
    move[at] = (next[at] ?? 0) - (point[at] ?? 0)
    turn[at] = (nextSlope[at] ?? 0) - (slope[at] ?? 0)
  }
  const curvature = dot(move, turn)
  if (curvature > 1e-12) steps.push({ move, turn, scale: 1 / curvature })
}

/** The direction in which the remembered curvature expects the lowest point. */
function descend(direction: Float32Array, slope: Float32Array, steps: readonly Step[]): void {
  for (let at = 0; at < slope.length; at += 1) direction[at] = -(slope[at] ?? 0)
  const shares: number[] = []
  for (const step of steps.toReversed()) {
    const share = step.scale * dot(step.move, direction)
    add(direction, step.turn, -share)
    shares.push(share)
  }
  const last = steps.at(-1)
  if (last !== undefined) {
    const gain = 1 / (last.scale * dot(last.turn, last.turn))
    for (let at = 0; at < direction.length; at += 1) direction[at] = (direction[at] ?? 0) * gain
  }
  for (const step of steps) {
    const back = step.scale * dot(step.turn, direction)
    add(direction, step.move, (shares.pop() ?? 0) - back)
  }
}

function add(into: Float32Array, what: Float32Array, times: number): void {
  for (let at = 0; at < into.length; at += 1) into[at] = (into[at] ?? 0) + times * (what[at] ?? 0)
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0)
  return sum
}

function norm(vector: Float32Array): number {
  return Math.sqrt(dot(vector, vector))
}
