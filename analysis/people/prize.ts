/** As a word of its own: no letter, digit or underscore before it or after it. */
const WORDS = [
  String.raw`give-?aways?`,
  'raffles?',
  'sweepstakes?',
  'prize draws?',
  'competition entr(?:y|ies)',
  'enter(?:ed)? to win',
  'tag (?:a|two|three|your) friends?',
  'gewinnspiele?',
  'verlosung(?:en)?',
  'sorteos?',
  'sorteios?',
  'jeux?[- ]concours',
  'concors[oi] a premi',
]
const TAGS = [
  'ad',
  'sponsored',
  'gifted',
  'paidpartnership',
  'anzeige',
  'werbung',
  'publicidad',
  'publicité',
  'win',
  'contest',
]
const PRIZE = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])(?:${WORDS.join('|')}|#(?:${TAGS.join('|')}))(?![\p{L}\p{N}_])`,
  'iu',
)

/** Whether a post, with what it answers, says that it was written for something to win or paid for. */
export function isForPrize(words: string): boolean {
  return PRIZE.test(words)
}
