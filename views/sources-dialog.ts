import { isListening } from '../core/health.ts'
import { cleanText, clip } from '../core/hostile-text.ts'
import { DOT_MARKS, type Dot, type Part } from './card.ts'
import { oneLine } from './case-lines.ts'
import type { Dialog, DialogBlock } from './dialogs.ts'
import { slackLine } from './slack-card.ts'
import { sourceDetail, sourceName, sourceState } from './source-words.ts'
import { count, dayTime } from './words.ts'

/** A source as the dialog lists it. */
export interface ListedSource {
  id: string
  network: string
  state: string | null
  detail: string | null
  last_event_at: number | null
  gaps: readonly { from_at: number; to_at: number; why: string }[]
}

const SHOWN = 40
const GAPS_SHOWN = 12
const DETAIL_MAX = 200
const DOTS: Readonly<Partial<Record<string, Dot>>> = {
  live: 'green',
  quiet: 'amber',
  rate_limited: 'amber',
  degraded: 'amber',
  needs_login: 'red',
  paused: 'red',
  failed: 'red',
}

/** How every source is, and what none of them saw; reading changes nothing. */
export function sourcesDialog(sources: readonly ListedSource[], now: number, zone: string): Dialog {
  const lost = sources.flatMap((source) => source.gaps.map((gap) => ({ ...gap, source })))
  const shown = sources.slice(0, SHOWN)
  return {
    type: 'modal',
    callback_id: 'sources',
    private_metadata: '',
    title: { type: 'plain_text', text: 'Sources' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [
      slackLine('head', [{ text: headWords(sources), bold: true }]),
      ...shown.map((source, i) => sourceBlock(`source:${i}`, source, now, zone)),
      ...(sources.length > SHOWN
        ? [slackLine('rest', [{ text: `${count(sources.length - SHOWN, 'more source')}.` }])]
        : []),
      slackLine('unseen', [
        { text: 'What we did not see', bold: true },
        ...(lost.length === 0
          ? [{ text: '\nNo gap is known.' }]
          : lost.slice(0, GAPS_SHOWN).map(({ source, from_at: from, to_at: to, why }) => ({
              text: `\n${sourceName(source.id, source.network)}: ${dayTime(from, now, zone)} to ${dayTime(to, now, zone)}. ${clip(oneLine(cleanText(why)), DETAIL_MAX)}`,
            }))),
        ...(lost.length > GAPS_SHOWN
          ? [{ text: `\n${count(lost.length - GAPS_SHOWN, 'more gap')}.` }]
          : []),
      ]),
    ],
  }
}

function headWords(sources: readonly ListedSource[]): string {
  if (sources.length === 0) return 'No source is connected.'
  const well = sources.filter(({ state }) => isListening(state)).length
  return `${well} of ${count(sources.length, 'source')} ${well === 1 ? 'listens' : 'listen'}.`
}

function sourceBlock(
  blockId: string,
  source: ListedSource,
  now: number,
  zone: string,
): DialogBlock {
  const detail = sourceDetail(source)
  const parts: Part[] = [
    { text: `${DOT_MARKS[DOTS[source.state ?? 'starting'] ?? 'grey']} ` },
    { text: sourceName(source.id, source.network), bold: true },
    { text: sourceState(source, now, zone) },
    ...(detail === '' ? [] : [{ text: `\n${detail}` }]),
  ]
  return slackLine(blockId, parts)
}
