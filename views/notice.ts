import { cleanText, clip } from '../core/hostile-text.ts'
import { DOT_MARKS, type Dot, type Part, plain } from './card.ts'
import { escapeSlack, type SlackMessage } from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'

/** Something that somebody should know of a source or a customer. */
export interface NoticeView {
  text: string
  /** What kind of thing it is; notices of before had none. */
  about?: string
}

interface Kind {
  dot: Dot
  head: string
  /** What goes on meanwhile, and what to do. */
  mend: string
}

const MAX = 500
const ALL_ELSE = 'Everything else goes on.'
const DOCTOR = 'run npx earshot doctor where Earshot runs: it names the mend of each source.'

const KINDS: Readonly<Record<string, Kind>> = {
  needs_person: {
    dot: 'red',
    head: 'A source has stopped and needs somebody.',
    mend: `${ALL_ELSE} To mend it, ${DOCTOR} It then catches up by itself.`,
  },
  quiet: {
    dot: 'amber',
    head: 'A source is quieter than usual.',
    mend: `Look on the network whether people post. If they do, ${DOCTOR}`,
  },
  gap: {
    dot: 'amber',
    head: 'A source could not fetch everything.',
    mend: `What we did not see stands on the page Sources of the desk. ${ALL_ELSE}`,
  },
  long_wait: {
    dot: 'amber',
    head: 'A source was told to wait.',
    mend: `${ALL_ELSE} Nobody has to do anything. If it lasts for days, ${DOCTOR}`,
  },
}

/** What happened, and what to do about it, as one card; calls nobody. */
export function noticeMessage({ text, about }: NoticeView, id: number): SlackMessage {
  const line = clip(cleanText(text).replaceAll(/\s+/g, ' ').trim(), MAX)
  const kind = KINDS[about ?? '']
  const parts: Part[] =
    kind === undefined
      ? [{ text: 'For your attention: ', bold: true }, { text: line }]
      : [
          { text: kind.head, bold: true },
          { text: `\n${line}\n` },
          { text: 'What to do: ', bold: true },
          { text: kind.mend },
        ]
  const dot = kind === undefined ? [] : [{ text: `${DOT_MARKS[kind.dot]} ` }]
  return {
    text: escapeSlack(clip(plain(parts).replaceAll('\n', ' '), 900)),
    blocks: [slackLine(`notice:${id}`, [...dot, ...parts])],
  }
}
