const BAD_08 = `scam scammers ripoff robbed unusable disgusting filthy mouldy moldy inedible appalling
  disgraceful shambles useless ignored stranded overcharged unacceptable joke garbage`
const BAD_05 = `late cold rude slow broken crashed crashes crash buggy outage delayed delay delays
  cancelled canceled overpriced pricey dirty stale soggy burnt missing lost faulty defective ruined
  waited queue unhelpful pathetic downgrade laggy clunky leaking leaked cracked refused charged
  expired dismissive worse disappointed disappointing letdown avoid wtf ugh meh smh frozen freezes`
const GOOD_05 = `recommend recommended delicious tasty yummy gem reliable smooth lovely friendly
  gorgeous flawless seamless spotless brilliant superb excellent impressed lifesaver obsessed
  bargain speedy prompt kind patient patiently cosy cozy delighted chuffed banging legit underrated`

/** English words of shops and services whose feeling the general lexicon misses or misjudges. */
export const SERVICE_WORDS: ReadonlyMap<string, number> = new Map([
  ...entries(BAD_08, -0.8),
  ...entries(BAD_05, -0.5),
  ...entries(GOOD_05, 0.5),
  ['like', 0.15],
  ['no', -0.1],
  ['please', 0],
  ['help', 0],
  ['want', 0],
  ['free', 0],
  ['fire', 0],
  ['top', 0.1],
])

function entries(words: string, value: number): [string, number][] {
  return words.split(/\s+/u).map((word) => [word, value])
}
