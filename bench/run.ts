import type { Ratio } from './ratio.ts'
import { benchStoring } from './storing.ts'

/** Prints a JSON line for each ratio; ratios hold on any machine, seconds do not. */
const benches: readonly (() => Promise<Ratio> | Ratio)[] = [benchStoring]
for (const bench of benches) console.log(JSON.stringify(await bench()))
