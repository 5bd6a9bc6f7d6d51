import { type Html, html, trusted } from './html.ts'

/** How much of the talk each brand has, ours first said. */
export interface ShownVoice {
  n: number
  isEnough: boolean
  /** Names of the networks that count. */
  networks: readonly string[]
  rows: readonly {
    name: string
    isOurs: boolean
    posts: number
    share: number | null
    low: number
    high: number
  }[]
}

/** Share of voice with its interval; nothing where no rival is listened to. */
export function voiceSection(voice: ShownVoice | null): Html | null {
  if (voice === null) return null
  const most = Math.max(1, ...voice.rows.map((row) => row.posts))
  return html`<section class="section"><header><h2>Share of voice</h2><p>The last 30 days, n = ${voice.n}</p></header>
    <div class="scroll-x"><table class="mid"><thead><tr><th scope="col">Name</th><th scope="col" class="num">Posts</th><th scope="col"><span class="sr">Bar</span></th><th scope="col" class="num">Share</th></tr></thead><tbody>${voice.rows.map(
      (row) =>
        html`<tr><th scope="row">${row.isOurs ? html`<strong>${row.name}</strong>` : row.name}</th><td class="num">${row.posts}</td><td class="w-bar">${trusted(`<svg viewBox="0 0 100 12" preserveAspectRatio="none" width="100%" height="12" aria-hidden="true"><path class="${row.isOurs ? 'c-us' : 'c-them'}" d="M0 0h${((100 * row.posts) / most).toFixed(1)}v12H0z"/></svg>`)}</td><td class="num">${shareWords(row, voice.isEnough)}</td></tr>`,
    )}</tbody></table></div>
    <p class="quiet small mt3">${voice.networks.length === 0 ? 'There is no network yet on which every name was heard.' : `Only networks on which every name was heard: ${voice.networks.join(', ')}.`} Being talked about more is not being liked more.</p></section>`
}

function shareWords(row: ShownVoice['rows'][number], isEnough: boolean): string {
  if (!isEnough || row.share === null) return 'too few to say'
  const percent = (share: number) => Math.round(100 * share)
  // Broken on a phone, it breaks before the interval.
  return `${percent(row.share)}\u00A0% (${percent(row.low)}\u00A0to\u00A0${percent(row.high)})`
}
