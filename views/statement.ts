import { clip } from '../core/hostile-text.ts'
import type { Dialog } from './dialogs.ts'
import { plain, quote } from './dialogs.ts'
import { type Html, html } from './html.ts'
import { slackLine } from './slack-card.ts'

const HELP =
  'Write it once. Each complaint and question of this incident is offered it as its draft, and somebody presses Send case by case. {greeting} is filled in.'
const NONE = 'Nothing is written yet. An approver can.'
const TEXT_MAX = 2000

/** An incident and what is said about it; `seen` is when that was written, 0 for never. */
interface ShownStatement {
  id: number
  headline: string
  text: string
  seen: number
}

/** The dialog that writes the one statement about an incident. */
export function statementDialog(
  { id, headline, text, seen }: ShownStatement,
  mayWrite: boolean,
): Dialog {
  const words = clip(text, TEXT_MAX)
  const dialog = {
    type: 'modal' as const,
    callback_id: 'incident.state.submit',
    private_metadata: JSON.stringify({ incidentId: id, seen }),
    title: plain('Statement'),
  }
  const head = slackLine('incident', [
    { text: clip(headline, 300), bold: true },
    { text: `\n${mayWrite ? HELP : words === '' ? NONE : 'What we say about it:'}` },
  ])
  if (!mayWrite)
    return {
      ...dialog,
      close: plain('Close'),
      blocks: [head, ...(words === '' ? [] : [quote('said', words)])],
    }
  return {
    ...dialog,
    submit: plain('Keep it'),
    close: plain('Cancel'),
    blocks: [
      head,
      {
        type: 'input',
        block_id: 'text',
        optional: true,
        label: plain('What we say about it'),
        element: {
          type: 'plain_text_input',
          action_id: 'text',
          multiline: true,
          max_length: TEXT_MAX,
          ...(words === '' ? {} : { initial_value: words }),
        },
      },
    ],
  }
}

/** The same on the desk. */
export function statementPage(
  incident: ShownStatement,
  by: string | null,
  form: { csrf: string; fault: string | null; mayWrite: boolean },
): Html {
  return html`<nav class="crumb" aria-label="Where you are"><a href="/">Today</a> <span aria-hidden="true">/</span> <span>Statement</span></nav>
    <section class="section"><h1>What we say about it</h1><p class="mt2">${incident.headline}</p><p class="quiet small mt2">${HELP}</p>
    ${form.fault === null ? null : html`<p class="badge late" role="alert">${form.fault}</p>`}
    ${
      form.mayWrite
        ? html`<form class="form mt5" method="post" action="/incidents/${incident.id}"><input type="hidden" name="csrf" value="${form.csrf}"><input type="hidden" name="seen" value="${incident.seen}">
      <div><label for="text">Statement</label><textarea id="text" name="text" rows="6" maxlength="${TEXT_MAX}">${incident.text}</textarea></div>
      <div class="btns"><button class="btn first" type="submit">Keep this statement</button><a class="btn bare" href="/">Cancel</a></div></form>`
        : html`<blockquote class="quote">${incident.text === '' ? NONE : incident.text}</blockquote>`
    }${by === null ? null : html`<p class="small quiet mt3">Last written by ${by}.</p>`}</section>`
}
