import { minorDigits } from './money.ts'

/** A rule of `earshot.yaml`: everybody of whom all that is named holds. Money in whole units of the reporting currency. */
export interface SegmentRule {
  brands?: readonly string[] | undefined
  spend?: Least | undefined
  orders?: Least | undefined
  topFifth?: true | undefined
  places?: readonly string[] | undefined
  stages?: readonly string[] | undefined
  list?: true | undefined
}

interface Least {
  atLeast?: number | undefined
  below?: number | undefined
}

/** What the rules ask about one person; money in the smallest unit of the reporting currency. */
export interface Sortable {
  brandId: string
  stage: string | null
  spent: number
  orders: number
  isTop: boolean
  /** Cities and countries, however written. */
  places: readonly string[]
  /** Segments on whose list they were put by hand. */
  lists: readonly string[]
}

/** Whether somebody belongs to a segment. */
export function belongsTo(
  { id, rule }: { id: string; rule: SegmentRule },
  one: Sortable,
  currency: string,
): boolean {
  const unit = 10 ** (minorDigits(currency) ?? 2)
  const places = new Set(one.places.map(asPlace))
  return (
    (rule.brands === undefined || rule.brands.includes(one.brandId)) &&
    isWithin(one.spent / unit, rule.spend) &&
    isWithin(one.orders, rule.orders) &&
    (rule.topFifth === undefined || one.isTop) &&
    (rule.places === undefined || rule.places.some((place) => places.has(asPlace(place)))) &&
    (rule.stages === undefined || (one.stage !== null && rule.stages.includes(one.stage))) &&
    (rule.list === undefined || one.lists.includes(id))
  )
}

/** Everybody who ever bought stands on one of these; who is also kind stands on the last. */
const BOUGHT = ['first_time', 'repeat', 'client', 'advocate']

/**
 * Whether a rule singles out those who speak kindly, or goes by hand and might: nobody may be asked for feedback by
 * such a choice.
 */
export function choosesByFeeling({ stages, list }: SegmentRule): boolean {
  const isKindOnly =
    stages?.includes('advocate') === true && BOUGHT.some((stage) => !stages.includes(stage))
  return isKindOnly || list === true
}

function isWithin(value: number, least: Least | undefined): boolean {
  return value >= (least?.atLeast ?? Number.NEGATIVE_INFINITY) && value < (least?.below ?? Infinity)
}

function asPlace(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}
