import { type Html, html, trusted } from '../../views/html.ts'
import { isObject, type JsonObject, objectsOf, textOf } from './fake-slack/json.ts'

/** Dots as Slack draws them: not every machine that draws pictures has coloured letters. */
const DOTS: Readonly<Record<string, string>> = {
  '🔴': 'red',
  '🟠': 'amber',
  '🔵': 'blue',
  '⚪': 'white',
  '🟢': 'green',
}
/** Signs that the letters of such a machine lack, as lines. */
const SIGNS: Readonly<Record<string, string>> = {
  '✓': 'M2 6l3 3 5-7',
  '✕': 'M2 2l8 8M10 2l-8 8',
  '○': 'M1 1h10v10H1z',
  '▾': 'M2 4l4 4 4-4',
}

/** A message as Slack shows it in a channel. */
export function messageHtml(message: { blocks: readonly unknown[] }): Html {
  return html`<article class="sl-msg"><span class="sl-av"></span><div class="sl-main"><p class="sl-from"><b>Earshot</b><span class="sl-app">APP</span><time>14:20</time></p>${blocksHtml(message.blocks)}</div></article>`
}

/** A dialog as Slack shows it: title above, fields, buttons below. */
export function dialogHtml(dialog: object): Html {
  const view = dialog as JsonObject
  const label = (key: string) => plainOf(view[key])
  const submit = label('submit')
  return html`<div class="bk-modal"><header><b>${label('title')}</b><span>×</span></header><div class="bk-body">${blocksHtml(view['blocks'] as unknown[])}</div><footer><span class="sl-btn">${label('close')}</span>${submit === '' ? null : html`<span class="sl-btn go">${submit}</span>`}</footer></div>`
}

/** A Home tab. */
export function homeHtml(home: object): Html {
  return html`<div class="bk-home">${blocksHtml((home as JsonObject)['blocks'] as unknown[])}</div>`
}

function blocksHtml(blocks: readonly unknown[]): Html {
  return html`${(blocks as JsonObject[]).map(blockHtml)}`
}

function blockHtml(block: JsonObject): Html {
  const elements = objectsOf(block['elements'])
  switch (block['type']) {
    case 'rich_text':
      return html`<div class="bk-rich">${elements.map(partHtml)}</div>`
    case 'actions':
      return html`<div class="sl-btns">${elements.map(elementHtml)}</div>`
    case 'context':
      return html`<p class="sl-ctx">${elements.map((one) => words(textOf(one['text'])))}</p>`
    case 'header':
      return html`<p class="sl-h">${plainOf(block['text'])}</p>`
    case 'data_visualization':
      return chartHtml(block)
    case 'image':
      return html`<p class="sl-ctx">${textOf(block['alt_text'])}</p>`
    case 'divider':
      return html`<hr>`
    case 'section': {
      const side = block['accessory']
      const text = html`<p>${words(plainOf(block['text']))}</p>`
      return isObject(side) ? html`<div class="sl-do">${text}${elementHtml(side)}</div>` : text
    }
    case 'input':
      return html`<div class="bk-input"><b>${plainOf(block['label'])}${block['optional'] === true ? html` <i>(optional)</i>` : null}</b>${isObject(block['element']) ? elementHtml(block['element']) : null}${block['hint'] === undefined ? null : html`<p class="sl-ctx">${plainOf(block['hint'])}</p>`}</div>`
    default:
      throw new Error(`nobody draws a block of the type ${String(block['type'])} yet`)
  }
}

/** About as Slack draws lines: its own look is not known here. */
function chartHtml(block: JsonObject): Html {
  const chart = isObject(block['chart']) ? block['chart'] : {}
  const series = objectsOf(chart['series']).map((one) => ({
    name: textOf(one['name']),
    values: objectsOf(one['data']).map(({ value }) => Number(value)),
  }))
  const most = Math.max(1, ...series.flatMap(({ values }) => values))
  const step = 480 / Math.max(1, (series[0]?.values.length ?? 1) - 1)
  const y = (value: number) => 110 - (value / most) * 100
  return html`<p><b>${textOf(block['title'])}</b></p><svg viewBox="0 0 600 120" width="600" height="120">${series.map(
    ({ name, values }, i) =>
      html`<polyline fill="none" stroke="${['#a5432d', '#9a8f7c', '#2f5d8a'][i] ?? '#211e1a'}" stroke-width="2" points="${values.map((value, n) => `${Math.round(n * step)},${Math.round(y(value))}`).join(' ')}"/><text x="488" y="${Math.round(y(values.at(-1) ?? 0)) + 4}" font-size="12">${name}</text>`,
  )}</svg>`
}

function partHtml(part: JsonObject): Html {
  const inside = objectsOf(part['elements']).map(inlineHtml)
  if (part['type'] === 'rich_text_quote') return html`<blockquote>${inside}</blockquote>`
  if (part['type'] === 'rich_text_list')
    return html`<ul>${objectsOf(part['elements']).map((one) => html`<li>${partHtml(one)}</li>`)}</ul>`
  return html`<span class="bk-run">${inside}</span>`
}

function inlineHtml(one: JsonObject): Html {
  if (one['type'] === 'user') return html`<b class="bk-at">@${textOf(one['user_id'])}</b>`
  if (one['type'] === 'date') return html`<span>${textOf(one['fallback'])}</span>`
  if (one['type'] === 'link') return html`<a href="#">${textOf(one['text'])}</a>`
  const style = isObject(one['style']) ? one['style'] : {}
  const text = words(textOf(one['text']))
  return style['bold'] === true ? html`<b>${text}</b>` : text
}

function elementHtml(one: JsonObject): Html {
  switch (one['type']) {
    case 'button':
      return html`<span class="${one['style'] === 'primary' ? 'sl-btn go' : 'sl-btn'}">${plainOf(one['text'])}</span>`
    case 'overflow':
      return html`<span class="sl-btn dots">•••</span><span class="bk-menu">${objectsOf(one['options']).map((option) => html`<span>${plainOf(option['text'])}</span>`)}</span>`
    case 'plain_text_input':
      return html`<span class="${one['multiline'] === true ? 'bk-field tall' : 'bk-field'}">${textOf(one['initial_value'])}</span>`
    case 'datepicker':
      return html`<span class="bk-field">Choose a day</span>`
    case 'static_select':
    case 'multi_static_select':
    case 'external_select':
    case 'users_select':
    case 'multi_users_select':
    case 'timepicker':
      return html`<span class="bk-field pick">${chosenOf(one)}${words('▾')}</span>`
    case 'radio_buttons':
    case 'checkboxes':
      return html`<span class="bk-options">${objectsOf(one['options']).map((option) => html`<span>${words('○')} ${plainOf(option['text'])}</span>`)}</span>`
    default:
      throw new Error(`nobody draws an element of the type ${String(one['type'])} yet`)
  }
}

function chosenOf(one: JsonObject): string {
  const chosen = one['initial_option']
  if (isObject(chosen)) return plainOf(chosen['text'])
  return plainOf(one['placeholder']) || 'Select an option'
}

function plainOf(text: unknown): string {
  return isObject(text as never) ? textOf((text as JsonObject)['text']) : ''
}

function words(text: string): Html {
  return html`${[...text].map((letter) => {
    const dot = DOTS[letter]
    if (dot !== undefined) return trusted(`<i class="sl-dot ${dot}"></i>`)
    const sign = SIGNS[letter]
    return sign === undefined ? letter : drawn(sign)
  })}`
}

function drawn(path: string): Html {
  return html`<svg class="bk-sign" viewBox="0 0 12 12" width="11" height="11"><path d="${path}" fill="none" stroke="currentColor" stroke-width="1.6"/></svg>`
}

/** What the style sheet of the desk lacks for dialogs. */
export const BLOCK_KIT_CSS = `
.bk-sign { display: inline-block; vertical-align: -1px; } body { margin: 0; background: transparent; } .sheet-of { padding: 16px; display: grid; gap: 14px; width: 680px; box-sizing: border-box; }
.sheet-of.phone { width: 390px; } .bk-name { font: 600 12px/1 sans-serif; color: #8a8580; margin: 6px 0 -8px; }
.bk-rich { white-space: pre-wrap; overflow-wrap: anywhere; } .bk-at { color: var(--sl-link); }
.bk-menu { display: flex; flex-basis: 100%; flex-wrap: wrap; gap: 4px 10px; font-size: 12px; color: var(--sl-dim); align-items: center; }
.bk-modal { max-width: 520px; border: 1px solid var(--sl-line); border-radius: 10px; background: var(--sl-bg); color: var(--sl-ink); }
.bk-modal header { display: flex; justify-content: space-between; padding: 12px 16px; border-bottom: 1px solid var(--sl-line); font-size: 18px; }
.bk-body { padding: 12px 16px; display: grid; gap: 12px; } .bk-modal footer { display: flex; gap: 8px; justify-content: flex-end; padding: 12px 16px; border-top: 1px solid var(--sl-line); }
.bk-input { display: grid; gap: 4px; } .bk-input i { font-weight: 400; color: var(--sl-dim); }
.bk-field { border: 1px solid var(--sl-btn); border-radius: 6px; padding: 7px 10px; min-height: 20px; white-space: pre-wrap; overflow-wrap: anywhere; display: block; } .bk-field.tall { min-height: 72px; }
.bk-field.pick { display: flex; gap: 10px; justify-content: space-between; align-items: center; } .bk-options { display: grid; gap: 2px; } .bk-home { display: grid; gap: 8px; }
`
