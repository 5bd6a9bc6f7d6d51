import type { Ratio } from './ratio.ts'
import { type AdvocateFigures, measureAdvocates, type StrangerFigures } from './town/advocates.ts'
import { createChance } from './town/chance.ts'
import { type LeaverFigures, measureLeavers, watchCustomers } from './town/leavers.ts'
import { createTown } from './town/town.ts'
import { YARDSTICKS } from './town/yardsticks.ts'

/** To look at when a weight or a threshold is chosen; never reported. */
export const TUNING_SEEDS = Array.from({ length: 24 }, (_, n) => 11 + n)
/** Never looked at when something is chosen. From one town to the next the share of leavers moves by 2.3 points, so five are too few. */
export const FIGURE_SEEDS = Array.from({ length: 25 }, (_, n) => 101 + n)

export interface TownFigures extends AdvocateFigures, LeaverFigures {
  seed: number
}

/** One town, judged. */
export function judgeTown(seed: number): TownFigures {
  const town = createTown(seed)
  const watched = watchCustomers(createChance(seed + 1_000_000), town)
  return { seed, ...measureAdvocates(town), ...measureLeavers(town, watched) }
}

/**
 * Twenty-five simulated towns, two years each: whether those whom the program calls advocates are, and whether it saw
 * who would leave, against simpler numbers over the same posts. The towns were written without sight of how love
 * and risk are worked out; a few limits of stages and strikes had been seen, and none is used. Details of every
 * town go to stderr, for people.
 */
export async function benchTown(): Promise<readonly Ratio[]> {
  const towns = FIGURE_SEEDS.map(judgeTown)
  for (const { precisionByYardstick: _, atEqualAlarms: __, ...town } of towns)
    process.stderr.write(`town: ${JSON.stringify(town)}\n`)
  const mean = (figure: (town: TownFigures) => number) =>
    Number((towns.reduce((sum, town) => sum + figure(town), 0) / towns.length).toFixed(4))
  const top = 'true advocates among the first 50'
  const equal = 'leavers caught when one stayer in ten is flagged'
  return [
    ratio(
      'town-advocates',
      mean((t) => t.precision),
      `${top} by standing`,
      'the 50',
    ),
    ...YARDSTICKS.map(({ name }, n) =>
      ratio(
        `town-advocates-by-${name.toLowerCase().replaceAll(' ', '-')}`,
        mean((t) => t.precisionByYardstick[n]?.precision ?? 0),
        `${top} by ${name}`,
        'the 50',
      ),
    ),
    ...(['troll', 'giveaway_hunter'] as const).flatMap((kind) => {
      const share = (count: (figures: StrangerFigures) => number) =>
        mean((t) =>
          t.strangers.reduce((sum, s) => sum + (s.kind === kind ? count(s) / s.all : 0), 0),
        )
      const name = kind.replace('_', '-')
      const of = `${name.replace('-', ' ')}s`
      return [
        ratio(
          `town-${name}s-named`,
          share((s) => s.named),
          `${of} called advocates, proved or not, in any month of the second year`,
          `all ${of}`,
        ),
        ratio(
          `town-${name}s-named-proved`,
          share((s) => s.namedProved),
          `${of} called advocates with purchases in any month of the second year`,
          `all ${of}`,
        ),
      ]
    }),
    ratio(
      'town-leavers',
      mean((t) => t.flagged),
      'leavers flagged in the quarter that ends two weeks before they go',
      'all leavers of whom two rows are known',
    ),
    ratio(
      'town-leavers-who-complained',
      mean((t) => t.flaggedComplainers),
      'leavers who complain before they go, flagged likewise',
      'all leavers who complain of whom two rows are known',
    ),
    ratio(
      'town-false-alarms',
      mean((t) => t.falseAlarms),
      'stayers flagged in a quarter like it',
      'all stayers of whom two rows are known',
    ),
    ratio(
      'town-leavers-at-last-look',
      mean((t) => t.flaggedLast),
      'leavers whose flag stands two weeks before they go',
      'all leavers of whom two rows are known',
    ),
    ratio(
      'town-false-alarms-at-last-look',
      mean((t) => t.falseAlarmsLast),
      'stayers whose flag stands on a day like it',
      'all stayers of whom two rows are known',
    ),
    ...towns[0]!.atEqualAlarms.map(({ name }, n) =>
      ratio(
        `town-leavers-by-${name.toLowerCase().replaceAll(' ', '-')}`,
        mean((t) => t.atEqualAlarms[n]?.flagged ?? 0),
        `${equal}, by ${name === 'the program' ? "the program's risk" : name}`,
        'all leavers of whom two rows are known',
      ),
    ),
  ]
}

function ratio(name: string, value: number, of: string, against: string): Ratio {
  return { name, ratio: value, of, against }
}
