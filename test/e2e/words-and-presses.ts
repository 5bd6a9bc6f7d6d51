import fc from 'fast-check'
import { PLAIN_VERBS } from '../../actions/perform-verb.ts'
import type { Fate, Word } from '../support/press-network.ts'
import {
  type Act,
  MAY_SPEAK,
  type Mutant,
  openPressWorld,
  PEOPLE,
  type Press,
  type PressWorld,
} from '../support/press-world.ts'

const who = fc.constantFrom(...PEOPLE)
/** Those who may decide about gifts stand here more often: it takes two of their acts to go wrong. */
const giver = fc.constantFrom(...PEOPLE, 'mara' as const, 'olga' as const)
const text = fc.constantFrom(
  'Sorry.',
  'We will mend it.',
  'Come and see us. ',
  'Thank you.',
  'Dear {name}',
  ' ',
  'x'.repeat(600),
)
const dialog = fc.nat({ max: 3 })
const fate = fc.constantFrom<Fate>('taken', 'answer lost', 'unreachable', 'refused', 'slow down')
const afterMs = fc.constantFrom(0, 1000, 10_000, 700_000)

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constantFrom('claim' as const, 'resolve' as const, 'reopen' as const), who }),
  fc.record({ do: fc.constant('type' as const), who, text }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('verb' as const),
      who,
      verb: fc.constantFrom(...PLAIN_VERBS),
      text,
      to: who,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('reply' as const),
      who,
      text,
      dialog,
      stale: fc.boolean(),
      twice: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('thank' as const),
      who: giver,
      text,
      dialog,
      gift: fc.constantFrom('none' as const, 'cake' as const, 'dinner' as const, 'dinner' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('decide' as const), who: giver, approve: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deliver' as const), fate, afterMs }) },
  fc.record({ do: fc.constant('die' as const), fate }),
)

/** Plays random sequences of acts, each on a case of its own; the first word that nobody may have pressed fails it. */
export async function playActs(
  numRuns: number,
  mutant: Mutant = {},
): Promise<{ failed: boolean; runs: number; words: number; why: string }> {
  const world = await openPressWorld(mutant)
  const seed = Math.floor(Math.random() * 2 ** 31)
  const sequences = fc.sample(fc.array(act, { minLength: 2, maxLength: 8 }), { numRuns, seed })
  let runs = 0
  let why = ''
  try {
    for (const sequence of sequences) {
      const id = await world.next()
      for (const step of sequence) await world.perform(id, step)
      await world.settle()
      runs++
      const [fault] = await judge(world, id)
      if (fault === undefined) continue
      why = `${fault} (seed ${seed})`
      break
    }
    return { failed: why !== '', runs, words: world.words.length, why }
  } finally {
    await world.close()
  }
}

/** What is wrong with the words at one post; empty where somebody pressed each of them, and each only once. */
async function judge(world: PressWorld, id: string): Promise<string[]> {
  const words = world.words.of(id)
  const presses = world.presses.of(id)
  const used = new Set<string>()
  for (const word of words) {
    const press = presses.find((one) => !used.has(one.key) && allows(one, word))
    if (press === undefined) return [`nobody pressed “${word.text}”`]
    used.add(press.key)
  }
  const lost = (await world.sent(id)).filter((said) => words.every((word) => word.text !== said))
  return lost.map((said) => `“${said}” is called sent and never arrived`)
}

/** Whether this press lets these words leave: who pressed, what was previewed, and who agreed to the gift. */
function allows(press: Press, word: Word): boolean {
  if (!press.taken || !MAY_SPEAK.some((id) => id === press.who)) return false
  const agreed = press.approvedBy.some((id) => id !== press.who && (id === 'mara' || id === 'olga'))
  // Who is new says nothing that nobody has read.
  if (press.who === 'nia' && !agreed) return false
  if (press.gift === 'none') return word.text === press.text
  const isGift = word.text.startsWith(`${press.text}\n\nA gift from`)
  return isGift && word.text.includes(`\n${press.gift}-`) && (press.gift === 'cake' || agreed)
}
