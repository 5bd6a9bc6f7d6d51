import { cleanName } from '../core/hostile-text.ts'
import { isNetwork, networkName } from '../core/network.ts'
import { type Html, html } from './html.ts'
import { MOOD_WORDS } from './label-form.ts'
import { calendarDate } from './words.ts'

/** A share of fewer posts would say too much (LOOK, words). */
const ENOUGH = 20

/** A share with its 95 % interval, as it was measured. */
export interface ShownShare {
  right: number
  n: number
  interval: { low: number; high: number }
}

export interface ShownAccuracy {
  relevance: ShownShare
  sentiment: ShownShare
}

export interface CheckPage {
  brandId: string
  brandName: string
  drawn: number
  judged: number
  /** The post to judge now; null where none is left. */
  next: {
    id: number
    text: string
    parent: string | null
    author: string | null
    networkName: string
    at: number
  } | null
  blind: ShownAccuracy
  corrected: ShownAccuracy
  fault: string | null
}

/** A post to judge, as Slack and the desk show it. */
export function shownPost(post: {
  id: number
  title: string | null
  text: string
  parent_text: string | null
  name: string | null
  handle: string | null
  network: string
  created_at: number
}): NonNullable<CheckPage['next']> {
  return {
    id: post.id,
    text: post.title === null ? post.text : `${post.title}\n${post.text}`,
    parent: post.parent_text,
    author: post.name ?? post.handle,
    networkName: isNetwork(post.network) ? networkName(post.network) : post.network,
    at: post.created_at,
  }
}

/** Twenty posts of last week, judged without seeing what we said: the honest measure of how often we are right. */
export function checkPage(page: CheckPage, now: number, zone: string, csrf: string): Html {
  return html`<section class="section"><h1>Check 20 posts</h1><p class="quiet mt2">Read each post and say what you think. You do not see our answer, so this shows how often we are right.</p></section>
    ${page.fault === null ? null : html`<p class="badge late" role="alert">${page.fault}</p>`}
    <section class="section">${page.next === null ? nothingLeft(page) : nextPost(page, page.next, now, zone, csrf)}</section>
    <section class="section"><header><h2>How often we are right</h2></header>
      <div class="scroll-x"><table><thead><tr><th scope="col">Question</th><th scope="col">From this check</th><th scope="col">From your corrections</th></tr></thead><tbody>
      <tr><th scope="row">Is it about us?</th><td>${shareWords(page.blind.relevance)}</td><td>${shareWords(page.corrected.relevance)}</td></tr>
      <tr><th scope="row">Happy or unhappy?</th><td>${shareWords(page.blind.sentiment)}</td><td>${shareWords(page.corrected.sentiment)}</td></tr></tbody></table></div>
      <p class="small quiet mt2">People correct what is wrong more often than they confirm what is right, so the check is the fairer figure. Posts that we were unsure about are left out.</p></section>`
}

/** "36 of 40 right, 90 %; very likely between 77 % and 96 %", in tenths where they are few, or that nobody looked yet. */
export function shareWords({ right, n, interval }: ShownShare): string {
  if (n === 0) return 'Nobody looked yet.'
  if (n < ENOUGH) {
    const [low, high] = [Math.floor(interval.low * 10), Math.ceil(interval.high * 10)]
    return `${right} of ${n} right. These are few yet: very likely between ${low} and ${high} in 10`
  }
  const percent = (share: number) => `${Math.round(share * 100)} %`
  return `${right} of ${n} right, ${percent(right / n)}; very likely between ${percent(interval.low)} and ${percent(interval.high)}`
}

function nothingLeft({ drawn }: CheckPage): Html {
  return drawn === 0
    ? html`<div class="empty"><h3>Nothing to check</h3><p>No post of last week is there to judge. Come back next Monday.</p></div>`
    : html`<div class="empty"><h3>All done</h3><p>Every post of this week’s check is judged. Next Monday there are new ones.</p></div>`
}

function nextPost(
  { brandId, brandName, drawn, judged }: CheckPage,
  post: NonNullable<CheckPage['next']>,
  now: number,
  zone: string,
  csrf: string,
): Html {
  const who = post.author === null ? 'Somebody' : cleanName(post.author, 60)
  const answer = (value: string, label: string) =>
    html`<button class="btn" type="submit" name="answer" value="${value}">${label}</button>`
  return html`<header><h2>Post ${judged + 1} of ${drawn}</h2><p>${who} on ${post.networkName}, ${calendarDate(post.at, now, zone)}</p></header>
    ${post.parent === null ? null : html`<p class="quiet">In answer to: ${post.parent}</p>`}
    <blockquote class="quote">${post.text}</blockquote>
    <form class="mt5" method="post" action="/check"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="brand" value="${brandId}"><input type="hidden" name="mention" value="${post.id}">
      <p>How does this person feel about ${brandName}?</p>
      <div class="btns mt2">${answer('negative', MOOD_WORDS.negative)}${answer('neutral', 'Neither happy nor unhappy')}${answer('positive', MOOD_WORDS.positive)}${answer('not_us', `Not about ${brandName}`)}${answer('cannot_tell', 'I cannot tell')}</div></form>`
}
