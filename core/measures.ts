/** A figure in a text, in a unit in which figures can be compared. */
export interface Measure {
  unit: 'minutes' | 'working minutes' | 'percent' | 'clock' | 'weekday' | `money ${string}`
  value: number
  /** As it stands in the text. */
  said: string
}

const HOUR = 60
const DAY = 24 * HOUR
/** Beginnings of the words for a span of time, in minutes, in the languages that most answers are in. */
const SPANS: readonly (readonly [string, number])[] = [
  ['minut|min\\b|mins\\b', 1],
  ['hour|hrs?\\b|h\\b|stunde|heure|hora\\b|horas\\b|ore\\b', HOUR],
  ['day|tag\\b|tage|jour|día|giorn', DAY],
  ['week|woche|semain|semana|settiman', 7 * DAY],
  ['month|monat|mois|mes\\b|meses|mese\\b|mesi', 30 * DAY],
  ['year|jahr|ans?\\b|année|año|ann[oi]\\b', 365 * DAY],
]
const NUMBER_WORDS: readonly (readonly string[])[] = [
  [],
  ['one', 'an', 'a', 'ein', 'eine', 'einem', 'einen', 'einer', 'un', 'une', 'una'],
  ['two', 'zwei', 'deux', 'dos', 'due'],
  ['three', 'drei', 'trois', 'tres', 'tre'],
  ['four', 'vier', 'quatre', 'cuatro', 'quattro'],
  ['five', 'fünf', 'cinq', 'cinco', 'cinque'],
  ['six', 'sechs', 'seis', 'sei'],
  ['seven', 'sieben', 'sept', 'siete', 'sette'],
  ['eight', 'acht', 'huit', 'ocho', 'otto'],
  ['nine', 'neun', 'neuf', 'nueve', 'nove'],
  ['ten', 'zehn', 'dix', 'diez', 'dieci'],
]
const WORD_VALUES = new Map(NUMBER_WORDS.flatMap((words, n) => words.map((word) => [word, n])))
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const CURRENCIES: Readonly<Record<string, string>> = {
  '£': 'GBP',
  gbp: 'GBP',
  pound: 'GBP',
  pounds: 'GBP',
  '€': 'EUR',
  eur: 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  $: 'USD',
  usd: 'USD',
  dollar: 'USD',
  dollars: 'USD',
}

const NUMBER = '\\d+(?:[.,]\\d+)?'
const COUNT = `(?:${NUMBER}|${[...WORD_VALUES.keys()].join('|')})`
const SPAN = new RegExp(
  `(?<![\\p{L}\\d])(?:(${COUNT})\\s?(?:-|–|to|bis|à|or|oder)\\s?)?(${COUNT})[\\s-]?((?:working|business|work|werk)\\s?)?(${SPANS.map(([words]) => words).join('|')})\\p{L}*`,
  'giu',
)
const MONEY_BEFORE = new RegExp(`([£€$])\\s?(${NUMBER})`, 'gu')
const MONEY_AFTER = new RegExp(
  `(?<![\\d.,£€$])(${NUMBER})\\s?(£|€|\\$|(?:gbp|eur|usd|euros?|pounds?|dollars?)(?!\\p{L}))`,
  'giu',
)
const PERCENT = new RegExp(`(${NUMBER})\\s?(?:%|per ?cent|prozent)`, 'giu')
const CLOCK =
  /(?<![\d:.,£€$])([01]?\d|2[0-3])(?:[:.]([0-5]\d)\s?([ap]\.?m\b)?|\s?([ap]\.?m\b)|\s?(?:o[’']clock|uhr))/giu
const WEEKDAY = new RegExp(`\\b(${WEEKDAYS.join('|')})s?\\b`, 'giu')

/** Every figure in a text: spans of time, money, percentages, times of day, days of the week. */
export function findMeasures(text: string): Measure[] {
  return [...spans(text), ...money(text), ...percents(text), ...clocks(text), ...weekdays(text)]
}

function spans(text: string): Measure[] {
  return [...text.matchAll(SPAN)].flatMap(([said, first, last = '', working, word = '']) => {
    const minutes = SPANS.find(([words]) => new RegExp(`^(?:${words})`, 'iu').test(word))?.[1] ?? 0
    const unit = working === undefined ? ('minutes' as const) : ('working minutes' as const)
    return [first, last].flatMap((count): Measure[] =>
      count === undefined ? [] : [{ unit, value: numberOf(count) * minutes, said }],
    )
  })
}

function money(text: string): Measure[] {
  const before = [...text.matchAll(MONEY_BEFORE)].map(([said, sign = '', n = '']) => ({
    said,
    sign,
    n,
  }))
  const after = [...text.matchAll(MONEY_AFTER)].map(([said, n = '', sign = '']) => ({
    said,
    sign,
    n,
  }))
  return [...before, ...after].map(({ said, sign, n }) => ({
    unit: `money ${CURRENCIES[sign.toLowerCase()] ?? sign}`,
    value: numberOf(n),
    said,
  }))
}

function percents(text: string): Measure[] {
  return [...text.matchAll(PERCENT)].map(([said, n = '']) => ({
    unit: 'percent',
    value: numberOf(n),
    said,
  }))
}

function clocks(text: string): Measure[] {
  return [...text.matchAll(CLOCK)].map(([said, hour = '', minute, half, otherHalf]) => {
    const isAfternoon = /^p/i.test(half ?? otherHalf ?? '')
    const isMorning = /^a/i.test(half ?? otherHalf ?? '')
    const h = (Number(hour) % (isAfternoon || isMorning ? 12 : 24)) + (isAfternoon ? 12 : 0)
    return { unit: 'clock' as const, value: h * 60 + Number(minute ?? 0), said }
  })
}

function weekdays(text: string): Measure[] {
  return [...text.matchAll(WEEKDAY)].map(([said, day = '']) => ({
    unit: 'weekday' as const,
    value: WEEKDAYS.indexOf(day.toLowerCase()),
    said,
  }))
}

function numberOf(text: string): number {
  return WORD_VALUES.get(text.toLowerCase()) ?? Number(text.replace(',', '.'))
}
