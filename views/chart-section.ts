import { type FeelingPoint, feelingChart } from './feeling-chart.ts'
import { type Html, html, trusted } from './html.ts'

/** Feeling over time, in two sizes, with the numbers behind it; says so where nobody was heard. */
export function chartSection(points: readonly FeelingPoint[]): Html {
  if (points.every((p) => p.negative + p.neutral + p.positive === 0))
    return html`<div class="empty"><h3>No posts yet</h3><p>The chart appears with the first post that is about you.</p></div>`
  return html`${drawing('wide', points, { width: 960, height: 260 })}${drawing('slim', points, { width: 358, height: 220 })}
    <details class="behind"><summary>Numbers behind this chart</summary><table><thead><tr><th scope="col">When</th><th scope="col" class="num">Happy</th><th scope="col" class="num">Neutral</th><th scope="col" class="num">Unhappy</th><th scope="col" class="num">Unsure</th></tr></thead><tbody>${points.map((p) => html`<tr><th scope="row">${p.label}</th><td class="num">${p.positive}</td><td class="num">${p.neutral}</td><td class="num">${p.negative}</td><td class="num">${p.unsure}</td></tr>`)}</tbody></table></details>`
}

/** Read aloud, its axes would be a row of numbers without sense. */
function drawing(
  name: string,
  points: readonly FeelingPoint[],
  size: { width: number; height: number },
): Html {
  return html`<div class="chart-svg ${name}" role="img" aria-label="Chart of happy, neutral and unhappy posts. Its numbers stand below.">${trusted(feelingChart(points, size))}</div>`
}
