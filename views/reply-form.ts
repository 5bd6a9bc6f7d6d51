import { ADDRESSES, type Address } from '../core/address.ts'
import type { Check } from '../core/check-words.ts'
import { cleanName } from '../core/hostile-text.ts'
import { networkName } from '../core/network.ts'
import { questionOf, type ReplySheet } from '../core/reply-sheet.ts'
import type { CaseView } from './case-view.ts'
import type { GiftChoice } from './dialogs.ts'
import { type Html, html, trusted } from './html.ts'
import { playbookSteps } from './playbooks-page.ts'
import { FOLLOW_UPS, lengthWords, readersWords, WAYS, writerWords } from './reply-words.ts'

const ADDRESS_WORDS: Record<Address, string> = { first_name: 'First name', formal: 'Formal' }
const ICONS: Record<Check['level'], Html> = {
  ok: trusted(
    '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="m3 8.5 3.2 3L13 4.500"/></svg>',
  ),
  look: trusted('<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 3v6M8 12.500v.1"/></svg>'),
  stop: trusted('<svg viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8M12 4l-8 8"/></svg>'),
}
const LEVEL_WORDS: Record<Check['level'], string> = {
  ok: 'In order:',
  look: 'Look at this:',
  stop: 'Not possible:',
}

/** The form to answer or to thank: words and their preview on the left, what is looked at on the right. */
export function replyForm(
  view: CaseView,
  sheet: ReplySheet,
  form: {
    pressKey: string
    csrf: string
    fault: string | null
    gifts: readonly GiftChoice[]
    suggests: boolean
  },
): Html {
  if (!view.reply.may) return html`<section class="section"><p>${view.reply.why}</p></section>`
  const who = cleanName(view.author.name ?? view.author.handle ?? 'the author', 60)
  const isReply = sheet.kind === 'reply'
  const here = `/cases/${view.id}`
  return html`<section class="section" id="answer"><header><h2>${isReply ? 'Reply to' : 'Thank'} ${who}</h2><p>On ${networkName(view.network)} as ${view.reply.account}. ${readersWords(sheet.way)}</p></header>
    ${form.fault === null ? null : html`<p class="badge late" role="alert">${form.fault}</p>`}
    ${sheet.writer === null ? null : html`<p class="badge due" role="status">${writerWords(sheet.writer, view.zone)}</p>`}
    <form class="form" method="post" action="${here}/${sheet.kind}">
      <input type="hidden" name="csrf" value="${form.csrf}"><input type="hidden" name="press" value="${form.pressKey}"><input type="hidden" name="kind" value="${sheet.kind}"><input type="hidden" name="version" value="${sheet.seen.version}"><input type="hidden" name="reply" value="${sheet.seen.reply}"><input type="hidden" name="event" value="${sheet.seen.event}"><input type="hidden" name="chosen" value="${sheet.chosen ?? ''}"><input type="hidden" name="shown" value="${sheet.shown.join(' ')}">
      <div class="cols"><div class="stack">
        <div class="row">${picker('draft', 'Begin with', sheet.drafts, sheet.chosen)}${picker(
          'address',
          'Form of address',
          ADDRESSES.map((value) => ({ value, label: ADDRESS_WORDS[value] })),
          sheet.address,
        )}${draftButtons(sheet, `${here}/compose`, form.suggests)}</div>
        <div><label for="text">Your words</label><textarea id="text" name="text" rows="7" maxlength="3000" required hx-post="${here}/look" hx-trigger="input changed delay:400ms" hx-target="#checks" hx-swap="innerHTML" hx-include="closest form" autofocus>${sheet.text}</textarea></div>
        ${view.reply.mayDirect === true ? html`<div class="row" hx-post="${here}/look" hx-trigger="change" hx-target="#checks" hx-swap="innerHTML" hx-include="closest form">${picker('way', 'How it goes', WAYS, sheet.way)}</div>` : null}
        ${sheet.note === null ? null : html`<p class="small"><b>${sheet.note}</b></p>`}
        ${isReply ? afterFields() : giftFields(form.gifts)}
        ${sheet.writer === null ? null : html`<label class="tick"><input type="checkbox" name="anyway" value="yes"> Reply anyway</label>`}
        <div class="btns"><button class="btn first" type="submit">${sendWords(sheet, who)}</button><button class="btn" type="submit" formaction="${here}/leave" formnovalidate>Keep as draft</button></div>
      </div>
      <aside class="aside"><section class="section"><header><h2>Before it goes</h2></header><div id="checks">${replyChecks(view, sheet)}</div>
        <p class="small quiet mt3">Nothing is sent until you press the button. What you write in Slack threads never leaves Slack.</p></section>
        ${sheet.playbook === null ? null : html`<section class="section"><header><h2>${sheet.playbook.name}</h2><p><a href="/playbooks/${sheet.playbook.id}">Playbook</a></p></header>${playbookSteps(sheet.playbook)}</section>`}</aside></div>
    </form></section>`
}

/** What can be put into the words: the draft that is chosen, the question of the playbook, a machine’s. */
function draftButtons(sheet: ReplySheet, action: string, suggests: boolean): Html {
  const question = questionOf(sheet)
  const button = (name: string, value: string, label: string) =>
    html`<button class="btn" type="submit" formaction="${action}" formnovalidate name="${name}" value="${value}">${label}</button>`
  return html`${button('do', 'draft', 'Put it in')}${question === null ? null : button('draft', question, 'Ask for details')}${suggests ? button('do', 'suggest', 'Let a machine draft it') : null}`
}

/** The checks alone, for a refresh while somebody types. */
export function replyChecks(
  view: CaseView,
  { checks, count, approval }: Pick<ReplySheet, 'checks' | 'count' | 'approval'>,
): Html {
  const lines = checks.filter(({ code }) => code !== 'length')
  const length = checks.find(({ code }) => code === 'length')?.level ?? 'ok'
  return html`<ul class="checks" aria-live="polite">${checkLine(length, lengthWords(count, networkName(view.network)))}${lines.map(({ level, words }) => checkLine(level, words))}${approval === null ? null : checkLine('look', approval)}</ul>`
}

function checkLine(level: Check['level'], words: string): Html {
  const kind = level === 'ok' ? 'fine' : level
  return html`<li class="${kind}">${ICONS[level]}<span><span class="sr">${LEVEL_WORDS[level]} </span>${words}</span></li>`
}

function sendWords({ approval, shown }: ReplySheet, who: string): string {
  if (approval !== null) return 'Ask for approval'
  return shown.length > 0 ? `Send to ${who} anyway` : `Send to ${who}`
}

function picker(
  name: string,
  label: string,
  options: readonly { value: string; label: string }[],
  chosen: string | null,
): Html {
  return html`<div class="grow"><label for="${name}">${label}</label><select id="${name}" name="${name}">${chosen === null ? html`<option value="">Your own words</option>` : null}${options.map(({ value, label: words }) => (value === chosen ? html`<option value="${value}" selected>${words}</option>` : html`<option value="${value}">${words}</option>`))}</select></div>`
}

function afterFields(): Html {
  return html`<div class="row"><div class="grow"><label for="follow">Look after it again</label><select id="follow" name="follow"><option value="">No</option>${FOLLOW_UPS.map(({ value, label }) => html`<option value="${value}">${label}</option>`)}</select></div><label class="tick"><input type="checkbox" name="resolve" value="yes"> Resolve the case once it is sent</label></div>`
}

function giftFields(gifts: readonly GiftChoice[]): Html | null {
  if (gifts.length === 0) return null
  return html`<div><label for="gift">A gift with it</label><select id="gift" name="gift"><option value="">No gift</option>${gifts.map((g) => html`<option value="${g.id}">${g.name} (${g.value})${g.needsApproval ? ', a second person agrees' : ''}</option>`)}</select></div><div><label for="reason">Why a gift</label><input id="reason" name="reason" maxlength="300"></div>`
}
