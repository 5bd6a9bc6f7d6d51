import { WAYS, type Way } from '../core/contact.ts'
import { clip } from '../core/hostile-text.ts'
import type { Sentiment } from '../core/judgement.ts'
import { feelMark } from './feel.ts'
import { type Html, html } from './html.ts'
import { ago } from './words.ts'

/** A call, a visit or a letter, as staff wrote it down. */
export interface LoggedContact {
  id: number
  at: number
  way: Way
  sentiment: Sentiment
  text: string
  by: string | null
}

/** The form that writes one down; absent for those who may not. */
export interface ContactForm {
  csrf: string
}

export const WAY_WORDS: Readonly<Record<Way, string>> = {
  phone: 'On the phone',
  shop: 'In the shop',
  mail: 'By mail',
  chat: 'In a chat',
  other: 'Elsewhere',
}

/** What somebody may have said, in the words of the form; each with what it counts as. */
export const SAID_CHOICES = [
  { value: 'complaint', label: 'Complained', sentiment: 'negative' },
  { value: 'churn_threat', label: 'Wants to leave', sentiment: 'negative' },
  { value: 'praise', label: 'Praised us', sentiment: 'positive' },
  { value: 'thanks', label: 'Thanked us', sentiment: 'positive' },
  { value: 'recommendation', label: 'Recommends us', sentiment: 'positive' },
  { value: 'question', label: 'Asked something', sentiment: 'neutral' },
  { value: 'suggestion', label: 'Suggested something', sentiment: 'neutral' },
  { value: 'purchase_intent', label: 'Wants to buy', sentiment: 'neutral' },
  { value: 'talk', label: 'Just talked', sentiment: 'neutral' },
] as const

/** Where staff write down that somebody rang, came in or wrote. */
export function contactForm(personId: number, { csrf }: ContactForm): Html {
  return html`<details class="behind"><summary>Write down a call, a visit or a letter</summary><form class="form" method="post" action="/people/${personId}/contact"><input type="hidden" name="csrf" value="${csrf}">
    <div><label for="contact-way">How</label><select id="contact-way" name="way" required>${WAYS.map((way) => html`<option value="${way}">${WAY_WORDS[way]}</option>`)}</select></div>
    <div><label for="contact-said">What they did</label><select id="contact-said" name="said" required>${SAID_CHOICES.map((one) => html`<option value="${one.value}">${one.label}</option>`)}</select></div>
    <div><label for="contact-text">In a sentence</label><input id="contact-text" name="text" maxlength="2000" autocomplete="off" required></div>
    <div><label for="contact-when">When, if not now (2026-11-30 14:30)</label><input id="contact-when" name="when" autocomplete="off"></div>
    <div class="btns"><button class="btn" type="submit">Write it down</button></div></form></details>`
}

/** One of them among the posts of a person, with the way to take it back. */
export function loggedRow(
  one: LoggedContact,
  p: { id: number; now: number; zone: string },
  form: ContactForm | null,
): Html {
  const undo =
    form === null
      ? null
      : html`<form method="post" action="/people/${p.id}/uncontact"><input type="hidden" name="csrf" value="${form.csrf}"><input type="hidden" name="contact" value="${one.id}"><button class="btn bare undo" type="submit">Take it back</button></form>`
  return html`<li class="mention" id="post-${one.id}">${feelMark(one.sentiment)}<div><p class="said">${clip(one.text, 500)}</p><p class="small quiet">${WAY_WORDS[one.way]}, ${ago(one.at, p.now, p.zone)}, written down by ${one.by ?? 'somebody who left'}</p></div><span class="state">${undo}</span></li>`
}
