import type { CaseKind } from '../core/case.ts'
import { cleanName, cleanText, clip } from '../core/hostile-text.ts'
import { type Network, networkName } from '../core/network.ts'
import { DOT_MARKS, type Part } from './card.ts'
import { oneLine } from './case-lines.ts'
import { KIND_DOTS, KIND_WORDS } from './kind-words.ts'
import { dayTime, duration } from './words.ts'

/** One case as a list shows it; everything in it is plain text. */
export interface QueueRow {
  id: number
  kind: CaseKind
  author: string | null
  network: Network
  /** Null where the author removed the post; empty where it shows a picture and says nothing. */
  text: string | null
  dueAt: number
  answeredAt: number | null
  snoozedUntil: number | null
  followUpSince: number | null
}

const QUOTE_MAX = 120

/** "🔴 Complaint from Ana Ruiz on X, due 14:20: “Third week waiting …”" */
export function queueWords(row: QueueRow, now: number, zone: string): Part[] {
  const [word, join] = KIND_WORDS[row.kind].head
  return [
    { text: `${DOT_MARKS[KIND_DOTS[row.kind]]} ${word}`, bold: true },
    {
      text: `${join}${cleanName(row.author ?? '', 60) || 'somebody unnamed'} on ${networkName(row.network)}, ${state(row, now, zone)}`,
    },
    { text: said(row.text) },
  ]
}

function said(text: string | null): string {
  if (text === null) return '. The author removed the post.'
  const quote = clip(oneLine(cleanText(text)), QUOTE_MAX)
  return quote === '' ? '. A post without words.' : `: “${quote}”`
}

function state(row: QueueRow, now: number, zone: string): string {
  if (row.snoozedUntil !== null) return `snoozed until ${dayTime(row.snoozedUntil, now, zone)}`
  if (row.followUpSince !== null)
    return `follow-up due since ${dayTime(row.followUpSince, now, zone)}`
  if (row.answeredAt !== null) return 'answered'
  if (row.text === null) return 'nothing is left to answer'
  if (row.kind === 'unsure') return 'nobody waits for an answer yet'
  if (row.dueAt < now) return `late by ${duration(now - row.dueAt)}`
  return `answer due ${dayTime(row.dueAt, now, zone)}`
}
