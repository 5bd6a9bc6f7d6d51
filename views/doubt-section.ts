import { type UnsureBelow, USUAL_LIMITS } from '../core/unsure-limits.ts'
import { type Html, html } from './html.ts'
import { count } from './words.ts'

/** A setting that an owner may choose, and what it would have meant for the newest posts. */
export interface ShownLimit {
  limit: number
  handedOver: number
  right: number | null
}

export interface ShownDoubt {
  brandId: string
  now: Required<UnsureBelow>
  /** How its posts usually fall into moods, unhappy, neutral and happy; null where too few are known. */
  mix: readonly number[] | null
  /** Posts that each question's figures rest on. */
  posts: Required<UnsureBelow>
  limits: Readonly<Record<keyof UnsureBelow, readonly ShownLimit[]>>
  maySet: boolean
}

type Question = keyof UnsureBelow

const QUESTIONS: readonly [Question, string][] = [
  ['relevance', 'Is it about us?'],
  ['sentiment', 'Happy or unhappy?'],
]
/** With fewer posts a share says nothing. */
const LEAST_POSTS = 20

/** When a post is left to the team, what that costs and brings, and the way to change it. */
export function doubtSection(doubt: ShownDoubt, csrf: string): Html {
  const tables = QUESTIONS.map(([name, title]) => question(doubt, name, title))
  return html`<section class="section" id="doubt"><header><h2>When we ask you</h2></header>
    <p class="mt2">A post that we are not sure enough about comes to your team, and counts for no side until somebody says what it is. Ask for more of them, and more of the rest is right.</p>
    ${doubt.maySet ? html`<form method="post" action="/check/limits"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="brand" value="${doubt.brandId}">${tables}<div class="btns mt5"><button class="btn" type="submit">Ask like this from now on</button></div></form>` : html`${tables}<p class="small quiet mt4">An owner can change this.</p>`}
    <p class="small quiet mt4">How many are right is what we expect; the check above shows whether that holds. What we take for somebody else’s is not kept, so it is not counted here.</p></section>`
}

function question(doubt: ShownDoubt, name: Question, title: string): Html {
  const posts = doubt.posts[name]
  const isKnown = posts >= LEAST_POSTS
  const now = doubt.limits[name].find(({ limit }) => limit === doubt.now[name])
  return html`<h3 class="mt5">${title}</h3>
    <p class="small quiet">${isKnown && now !== undefined ? `${nowWords(now)} From the newest ${count(posts, 'post')}.` : 'There are too few posts yet to say what a setting would mean.'}</p>
    ${name === 'sentiment' && doubt.mix !== null ? html`<p class="small quiet">${mixWords(doubt.mix)}</p>` : null}
    <div class="scroll-x mt2"><table class="mid choices"><thead><tr><th scope="col">We ask</th><th scope="col" class="num">Come to you</th><th scope="col" class="num">Of the rest, right</th></tr></thead><tbody>${doubt.limits[name].map((one) => row(doubt, name, one, isKnown))}</tbody></table></div>`
}

function row(doubt: ShownDoubt, name: Question, one: ShownLimit, isKnown: boolean): Html {
  const { limit } = one
  const isNow = limit === doubt.now[name]
  const words = limit === 0 ? 'never' : `when less sure than ${limit}`
  const marks = [
    ...(limit === USUAL_LIMITS[name] ? ['as usual'] : []),
    ...(isNow && !doubt.maySet ? ['now'] : []),
  ]
  const label = marks.length === 0 ? words : `${words} (${marks.join(', ')})`
  const value = String(limit)
  const choice = isNow
    ? html`<input type="radio" name="${name}" value="${value}" checked required>`
    : html`<input type="radio" name="${name}" value="${value}" required>`
  return html`<tr><th scope="row">${doubt.maySet ? html`<label class="tick">${choice} ${label}</label>` : label}</th><td class="num">${isKnown ? percent(one.handedOver) : '–'}</td><td class="num">${isKnown && one.right !== null ? percent(one.right) : '–'}</td></tr>`
}

/** What lies behind the words "as posts about you seldom are" on a card. */
function mixWords(mix: readonly number[]): string {
  const [negative = '', neutral = '', positive = ''] = mix.map(percent)
  return `As far as we know, ${negative} of the posts about you are unhappy, ${neutral} neutral and ${positive} happy. What is seldom among them has to be clearer before we believe it.`
}

/** "Now about 1 in 6 posts come to you, and about 8 in 10 of the rest are right." */
function nowWords({ handedOver, right }: ShownLimit): string {
  const come =
    handedOver === 0 ? 'no post comes to you' : `${sizeWords(handedOver)} posts come to you`
  if (right === null) return `Now ${come}.`
  const many = right >= 0.95 ? 'nearly all' : `about ${Math.round(right * 10)} in 10`
  return `Now ${come}, and ${many} of the rest are right.`
}

/** A share in words that need no arithmetic: "about 1 in 6". */
function sizeWords(share: number): string {
  if (share >= 0.95) return share === 1 ? 'all' : 'nearly all'
  if (share < 0.01) return 'hardly any'
  const oneIn = Math.round(1 / share)
  return oneIn > 2 ? `about 1 in ${oneIn}` : `about ${Math.round(share * 10)} in 10`
}

/** Only nothing is 0 %, and only all of them are 100 %. */
function percent(share: number): string {
  const rounded = Math.round(share * 100)
  if (rounded === 0 && share > 0) return 'under 1 %'
  return rounded === 100 && share < 1 ? 'over 99 %' : `${rounded} %`
}
