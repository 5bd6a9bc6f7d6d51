import { benchCustomers } from './customers.ts'
import { benchFirehose } from './firehose.ts'
import type { Ratio } from './ratio.ts'
import { benchSlack } from './slack.ts'
import { benchStoring } from './storing.ts'
import { benchTown } from './town.ts'
import { benchUnderstanding } from './understanding.ts'

/** Prints a JSON line for each ratio; ratios hold on any machine, seconds do not. */
const benches: readonly (() => Promise<Ratio | readonly Ratio[]>)[] = [
  benchFirehose,
  benchStoring,
  benchUnderstanding,
  benchTown,
  benchSlack,
  benchCustomers,
]
for (const bench of benches)
  for (const ratio of [await bench()].flat()) console.log(JSON.stringify(ratio))
