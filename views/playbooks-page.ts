import { CASE_KINDS } from '../core/case.ts'
import { ASPECTS, type Aspect } from '../core/judgement.ts'
import type { Playbook } from '../core/playbook.ts'
import { NEW_PLAYBOOK } from '../core/playbook-form.ts'
import { factLines, giveLines, giveWords } from '../core/playbook-lines.ts'
import { type Html, html } from './html.ts'
import { KIND_WORDS } from './kind-words.ts'
import { capital, FIELD_HELP, FIELD_LABELS, forWords } from './playbook-words.ts'

export interface ShownPlaybook extends Playbook {
  enabled: boolean
  isStarter: boolean
}

/** Every playbook, with what it is for. */
export function playbooksPage(
  playbooks: readonly ShownPlaybook[],
  brandNames: ReadonlyMap<string, string>,
  mayEdit: boolean,
): Html {
  return html`<nav class="crumb" aria-label="Where you are"><a href="/cases">Cases</a> <span aria-hidden="true">/</span> <span>Playbooks</span></nav>
    <section class="section"><h1>Playbooks</h1><p class="quiet mt2">How the team answers, so that the same question gets the same facts. The closest one is the first draft of a reply.</p>
    ${mayEdit ? html`<div class="btns mt4"><a class="btn first" href="/playbooks/new">New playbook</a></div>` : null}</section>
    <section class="section"><div class="scroll-x"><table><thead><tr><th scope="col">Playbook</th><th scope="col">For</th><th scope="col">State</th></tr></thead><tbody>${playbooks.map(
      (one) =>
        html`<tr><th scope="row"><a href="/playbooks/${one.id}">${one.name}</a></th><td>${forWords(one, brandNames)}</td><td>${one.enabled ? (one.isStarter ? 'Came with Earshot' : 'Yours') : 'Not offered'}</td></tr>`,
    )}</tbody></table></div></section>`
}

/** One playbook to read, and for whoever may, to change. */
export function playbookPage(
  playbook: ShownPlaybook | null,
  brands: readonly { id: string; name: string }[],
  form: {
    csrf: string
    mayEdit: boolean
    fault: string | null
    below: Html | null
    /** The mark of what is shown. */
    seen: string
  },
): Html {
  const title = playbook === null || playbook.name === '' ? 'New playbook' : playbook.name
  return html`<nav class="crumb" aria-label="Where you are"><a href="/cases">Cases</a> <span aria-hidden="true">/</span> <a href="/playbooks">Playbooks</a> <span aria-hidden="true">/</span> <span>${title}</span></nav>
    <section class="section"><h1>${title}</h1>${playbook === null ? null : html`<p class="quiet mt2">For ${forWords(playbook, new Map(brands.map(({ id, name }) => [id, name])))}.</p>`}${form.fault === null ? null : html`<p class="badge late mt4" role="alert">${form.fault}</p>`}</section>
    ${form.mayEdit ? editForm(playbook, brands, form) : playbook === null ? null : readOnly(playbook)}${form.below}`
}

/** Steps, when to leave them, and what may be given; stands beside a reply, too. */
export function playbookSteps(playbook: Playbook): Html {
  return html`${playbook.steps.length === 0 ? null : html`<ol class="stack small steps">${playbook.steps.map((step) => html`<li>${step}</li>`)}</ol>`}
    ${playbook.breakTheRule === '' ? null : html`<p class="small mt3"><b>When to break the rule.</b> ${playbook.breakTheRule}</p>`}
    ${playbook.facts.length === 0 ? null : html`<p class="small mt3"><b>Facts.</b> ${playbook.facts.map(({ name, value }) => `${capital(name.replaceAll('_', ' '))}: ${value}`).join('. ')}.</p>`}
    ${playbook.gives.length === 0 ? null : html`<p class="small mt3"><b>You may give on the spot.</b> ${playbook.gives.map(giveWords).join('; ')}.</p>`}`
}

function readOnly(playbook: ShownPlaybook): Html {
  return html`<section class="section"><header><h2>Steps</h2></header>${playbookSteps(playbook)}</section>
    <section class="section"><header><h2>Answer</h2></header><blockquote class="quote">${playbook.answer}</blockquote></section>
    ${playbook.ask === '' ? null : html`<section class="section"><header><h2>Question that asks for details</h2></header><blockquote class="quote">${playbook.ask}</blockquote></section>`}`
}

function editForm(
  of: ShownPlaybook | null,
  brands: readonly { id: string; name: string }[],
  { csrf, seen }: { csrf: string; seen: string },
): Html {
  const playbook = of ?? NEW_PLAYBOOK
  const kinds: readonly string[] = playbook.kinds
  const aspects: readonly string[] = playbook.aspects
  return html`<section class="section">
    <form class="form" method="post" action="${playbook.id === '' ? '/playbooks/new' : `/playbooks/${playbook.id}`}"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="seen" value="${seen}">
      <div><label for="name">${FIELD_LABELS.name}</label><input id="name" name="name" maxlength="75" required value="${playbook.name}"></div>
      <fieldset><legend>For</legend>${CASE_KINDS.map((kind) => box('kinds', kind, capital(KIND_WORDS[kind].counted[1]), kinds.includes(kind)))}</fieldset>
      <fieldset><legend>About (none is anything)</legend>${ASPECTS.map((aspect: Aspect) => box('aspects', aspect, capital(aspect), aspects.includes(aspect)))}</fieldset>
      ${brands.length < 2 && playbook.brand === null ? null : html`<div><label for="brand">Brand</label><select id="brand" name="brand"><option value="">Every brand</option>${brands.map(({ id, name }) => (id === playbook.brand ? html`<option value="${id}" selected>${name}</option>` : html`<option value="${id}">${name}</option>`))}</select></div>`}
      ${area('steps', playbook.steps.join('\n'), 6)}
      ${area('breakTheRule', playbook.breakTheRule, 3)}
      ${area('answer', playbook.answer, 5)}
      ${area('formal', playbook.formal, 4)}
      ${area('ask', playbook.ask, 3)}
      ${area('facts', factLines(playbook.facts), 4)}
      ${area('gives', giveLines(playbook.gives), 3)}
      ${box('enabled', 'yes', 'Offer it as a draft', playbook.enabled)}
      <div class="btns"><button class="btn first" type="submit">Keep this playbook</button><a class="btn bare" href="/playbooks">Cancel</a></div>
    </form></section>`
}

function box(name: string, value: string, label: string, on: boolean): Html {
  return on
    ? html`<label class="tick"><input type="checkbox" name="${name}" value="${value}" checked> ${label}</label>`
    : html`<label class="tick"><input type="checkbox" name="${name}" value="${value}"> ${label}</label>`
}

function area(name: keyof typeof FIELD_LABELS, text: string, rows: number): Html {
  const help = FIELD_HELP[name]
  return html`<div><label for="${name}">${FIELD_LABELS[name]}</label><textarea id="${name}" name="${name}" rows="${rows}" maxlength="3000">${text}</textarea></div>${help === undefined ? null : html`<p class="small quiet">${help}</p>`}`
}
