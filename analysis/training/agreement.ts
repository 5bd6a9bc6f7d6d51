/** The labels of one post by one person; what labels.md allows. */
export interface Labelled {
  id: string
  relevance: string
  sentiment: string
  intents: readonly string[]
  urgency: string
  aspects: readonly string[]
  sarcasm: boolean
}

export interface Agreement {
  /** "sentiment", "intent complaint", "aspect price". */
  label: string
  n: number
  /** Share of posts on which both say the same. */
  same: number
  /** Cohen's kappa (1960): what they share beyond chance, 1 for all. */
  kappa: number
}

/** How far two people who labelled the same posts agree; all but relevance only where both call the post relevant. */
export function compareLabels(
  first: readonly Labelled[],
  second: readonly Labelled[],
): Agreement[] {
  const others = new Map(second.map((post) => [post.id, post]))
  const pairs = first.flatMap((post) => {
    const other = others.get(post.id)
    return other === undefined ? [] : [[post, other] as const]
  })
  const relevant = pairs.filter((pair) => pair.every((post) => post.relevance === 'relevant'))
  const intents = [...new Set(relevant.flatMap((pair) => pair.flatMap((post) => post.intents)))]
  const aspects = [...new Set(relevant.flatMap((pair) => pair.flatMap((post) => post.aspects)))]
  const compare = (label: string, of: (post: Labelled) => string, rows = relevant): Agreement => ({
    label,
    ...cohensKappa(rows.map(([a, b]) => [of(a), of(b)])),
  })
  return [
    compare('relevance', (post) => post.relevance, pairs),
    compare('sentiment', (post) => post.sentiment),
    ...intents
      .toSorted()
      .map((intent) => compare(`intent ${intent}`, (p) => String(p.intents.includes(intent)))),
    compare('urgency', (post) => post.urgency),
    compare('emergency', (post) => String(post.urgency === 'emergency')),
    ...aspects
      .toSorted()
      .map((aspect) => compare(`aspect ${aspect}`, (p) => String(p.aspects.includes(aspect)))),
    compare('sarcasm', (post) => String(post.sarcasm)),
  ]
}

/** Agreement and kappa of pairs of answers. */
export function cohensKappa(
  pairs: readonly (readonly [string, string])[],
): Omit<Agreement, 'label'> {
  const n = pairs.length
  if (n === 0) return { n, same: 0, kappa: 0 }
  const left = new Map<string, number>()
  const right = new Map<string, number>()
  let hits = 0
  for (const [a, b] of pairs) {
    left.set(a, (left.get(a) ?? 0) + 1)
    right.set(b, (right.get(b) ?? 0) + 1)
    if (a === b) hits++
  }
  let chance = 0
  for (const [answer, count] of left) chance += (count / n) * ((right.get(answer) ?? 0) / n)
  const same = hits / n
  return { n, same, kappa: chance === 1 ? 1 : (same - chance) / (1 - chance) }
}
