/** Random numbers that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const ODD: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  -(2 ** 63),
  '',
  ' ',
  '\u0000',
  '\u202eevil',
  '\ud800',
  'x'.repeat(70_000),
  '1e999',
  '2026-13-45T99:99:99Z',
  'javascript:alert(1)',
  [],
  [[[]]],
  {},
  { __proto__: null, toString: 1 },
  '<!channel> <@U1>',
]

/** The payload with one to four places of it made odd, taken away or doubled; sometimes no JSON at all. */
export function mutateJson(payload: unknown, random: () => number): string {
  const copy = { root: structuredClone(payload) }
  const times = 1 + Math.floor(random() * 4)
  for (let i = 0; i < times; i++) mutateOnce(copy, random)
  const text = JSON.stringify(copy.root) ?? 'undefined'
  const roll = random()
  const at = Math.floor(random() * text.length)
  if (roll < 0.05) return text.slice(0, at)
  if (roll < 0.1)
    return text.slice(0, at) + String.fromCharCode(32 + (at % 90)) + text.slice(at + 1)
  if (roll < 0.11) return `${'['.repeat(5000)}${text}`
  return text
}

function mutateOnce(root: { root: unknown }, random: () => number): void {
  let parent: Record<string, unknown> = root as Record<string, unknown>
  let key = 'root'
  for (let depth = 0; depth < 8; depth++) {
    const at = parent[key]
    if (typeof at !== 'object' || at === null || (depth > 0 && random() < 0.3)) break
    const keys = Object.keys(at)
    if (keys.length === 0) break
    parent = at as Record<string, unknown>
    key = keys[Math.floor(random() * keys.length)] ?? key
  }
  const roll = random()
  if (roll < 0.2) delete parent[key]
  else if (roll < 0.3) parent[key] = [parent[key], parent[key]]
  else parent[key] = structuredClone(ODD[Math.floor(random() * ODD.length)])
}

/** A new list in another order, some entries twice. */
export function shuffleAndDouble<T>(list: readonly T[], random: () => number): T[] {
  const all = list.flatMap((one) => (random() < 0.4 ? [one, one] : [one]))
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const [a, b] = [all[i], all[j]]
    if (a !== undefined && b !== undefined) [all[i], all[j]] = [b, a]
  }
  return all
}
