import type { CaseKind } from '../core/case.ts'
import { cleanName, cleanText, clip } from '../core/hostile-text.ts'
import { type Network, networkName } from '../core/network.ts'
import type { Part } from './card.ts'
import { oneLine } from './case-lines.ts'
import { dayTime, duration } from './words.ts'

/** One case as a list shows it; everything in it is plain text. */
export interface QueueRow {
  id: number
  kind: CaseKind
  author: string | null
  network: Network
  text: string
  dueAt: number
  answeredAt: number | null
  snoozedUntil: number | null
  followUpSince: number | null
}

const QUOTE_MAX = 120

const KINDS: Record<CaseKind, string> = {
  emergency: '🔴 Emergency',
  complaint: '🟠 Complaint',
  question: '🔵 Question',
  praise: '🟢 Kind words',
}

/** "🟠 Complaint from Ana Ruiz on X, due 14:20: “Third week waiting …”" */
export function queueWords(row: QueueRow, now: number, zone: string): Part[] {
  const quote = clip(oneLine(cleanText(row.text)), QUOTE_MAX)
  return [
    { text: KINDS[row.kind], bold: true },
    {
      text: ` from ${cleanName(row.author ?? '', 60) || 'somebody unnamed'} on ${networkName(row.network)}, ${state(row, now, zone)}`,
    },
    { text: quote === '' ? '. The author removed the post.' : `: “${quote}”` },
  ]
}

function state(row: QueueRow, now: number, zone: string): string {
  if (row.snoozedUntil !== null) return `snoozed until ${dayTime(row.snoozedUntil, now, zone)}`
  if (row.followUpSince !== null)
    return `follow-up due since ${dayTime(row.followUpSince, now, zone)}`
  if (row.answeredAt !== null) return 'answered'
  if (row.dueAt < now) return `late by ${duration(now - row.dueAt)}`
  return `answer due ${dayTime(row.dueAt, now, zone)}`
}
