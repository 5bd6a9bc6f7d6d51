import fc from 'fast-check'

/** What somebody does in Slack; a press goes only where the card shows its button, a submission to their open dialog. */
export type Act =
  | { do: 'press'; who: string; what: string }
  | Submit
  | { do: 'note'; who: string; verb: 'case.note' | 'case.escalate'; text: string }
  | Decide
  | { do: 'say' | 'mark'; who: string; text: string }
  | { do: 'close'; who: string }

export interface Submit {
  do: 'submit'
  who: string
  text: string
  gift: boolean
  anyway: boolean
  twice: boolean
}

export interface Decide {
  do: 'decide'
  who: string
  approve: boolean
}

export const PEOPLE = ['U_mara', 'U_ines', 'U_leo', 'U_vic', 'U_stranger'] as const
/** Ines says this only after a colleague has read it. */
export const MONEY = 'You get your money back.'

const who = fc.constantFrom('U_ines' as const, 'U_leo' as const, ...PEOPLE)
const text = fc.constantFrom(
  'Sorry.',
  'Come and see us.',
  'We promise to mend it.',
  MONEY,
  'Dear {name}',
  ' ',
  'x'.repeat(600),
)
const what = fc.constantFrom(
  'case.reply',
  'case.reply',
  'case.thank',
  'case.thank',
  'case.claim',
  'case.resolve',
  'case.reopen',
  'case.read',
)
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('press' as const), who, what }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      who,
      text,
      gift: fc.boolean(),
      anyway: fc.boolean(),
      twice: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('decide' as const), who, approve: fc.boolean() }),
  },
  fc.record({
    do: fc.constant('note' as const),
    who,
    verb: fc.constantFrom('case.note' as const, 'case.escalate' as const),
    text,
  }),
  fc.record({ do: fc.constantFrom('say' as const, 'mark' as const), who, text }),
  fc.record({ do: fc.constant('close' as const), who }),
)
/** Chance alone rarely opens a dialog, submits it and has a colleague agree: many plays begin with some of that. */
const begin = fc.constantFrom<readonly Act[]>(
  [],
  answer('U_ines', 'Sorry.'),
  answer('U_mara', 'We promise to mend it.'),
  answer('U_ines', MONEY),
  [...answer('U_ines', MONEY), { do: 'decide', who: 'U_leo', approve: true }],
)
/** Acts of one play. */
export const plays = fc.tuple(begin, fc.array(act, { minLength: 1, maxLength: 7 }))

/** Opens the dialog, presses Send twice at once, and again where something had to be seen first. */
function answer(user: string, words: string): Act[] {
  const one = { do: 'submit' as const, who: user, text: words, gift: false, anyway: false }
  return [
    { do: 'press', who: user, what: 'case.reply' },
    { do: 'press', who: user, what: 'case.thank' },
    { ...one, twice: true },
    { ...one, twice: false },
  ]
}
