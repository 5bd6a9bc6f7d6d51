/** What X allows in one post, in weighted characters. */
export const X_MAX_CHARS = 280
/** Every link counts as much as the short one X puts in its place. */
const LINK_WEIGHT = 23
/** Code points that count once; all others count twice (source: X's published counting rule, version 3). */
const LIGHT: readonly (readonly [number, number])[] = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
]
const EMOJI = /\p{RGI_Emoji}/v
/**
 * Addresses with a scheme, and bare domains. X knows every ending there is; a few more than it knows are
 * taken here, so a text may be counted longer than X does, never shorter.
 */
const LINK =
  /https?:\/\/[^\s<>"]+|(?<![\w@.#$/-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+(?:[a-z]{2}|com|org|net|info|biz|app|dev|shop|store|cafe|coffee|online|site|xyz|blog|link|page|news|club|restaurant|menu|bar|pub|food|help|support|world|agency|group)(?![\w@-])(?:\/[^\s<>"]*)?/g

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Length of a text as X counts it: links 23, emoji 2, East Asian characters 2, Latin and the like 1. */
export function weighText(text: string): number {
  const composed = text.normalize('NFC')
  const links = composed.match(LINK)?.length ?? 0
  return links * LINK_WEIGHT + weighWords(composed.replace(LINK, ''))
}

/** Whether X will find a link in the text, and charge for it. */
export function hasLink(text: string): boolean {
  return text.normalize('NFC').search(LINK) >= 0
}

function weighWords(text: string): number {
  let weight = 0
  for (const { segment } of graphemes.segment(text)) {
    if (EMOJI.test(segment)) weight += 2
    else for (const letter of segment) weight += isLight(letter) ? 1 : 2
  }
  return weight
}

function isLight(letter: string): boolean {
  const point = letter.codePointAt(0) ?? 0
  return LIGHT.some(([from, to]) => point >= from && point <= to)
}
