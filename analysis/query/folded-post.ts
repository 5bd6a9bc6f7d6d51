import { plainAddress, writtenLinks } from './address.ts'
import { plainHandle } from './fields.ts'
import { fold, keepExact } from './fold.ts'
import type { MatchPost } from './post.ts'
import { SPACED, type Token, tokenise } from './tokenise.ts'

/** The text or the title of a post, made ready. */
export interface Segment {
  /** What `literals` are compared with. */
  readonly exact: string
  readonly folded: string
  readonly tokens: readonly Token[]
}

/** A post made ready to be asked. */
export interface FoldedPost {
  readonly post: MatchPost
  readonly text: Segment
  readonly title: Segment | null
  /** Folded, without signs. */
  readonly tags: ReadonlySet<string>
  readonly handles: ReadonlySet<string>
  /** In plain form. */
  readonly links: readonly string[]
}

/** A tag or handle as it stands in a folded text, sign included. */
export interface WrittenSign {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** Read from right after the sign. */
const TAG_NAME = /[\p{L}\p{N}\p{M}_]+/vy
const HANDLE_NAME = new RegExp(
  `${SPACED}+(?:[.\\-]${SPACED}+)*(?:@${SPACED}+(?:[.\\-]${SPACED}+)+)?`,
  'vy',
)
/** What stands before a sign that opens nothing: the rest of an e-mail address, of `&#39;`, of `@@`. */
const BEFORE_NO_TAG = new RegExp(`(?:${SPACED}|&)$`, 'v')
const BEFORE_NO_HANDLE = new RegExp(`(?:${SPACED}|@)$`, 'v')

/** Folds everything that a query can ask about. */
export function foldPost(post: MatchPost): FoldedPost {
  const text = foldSegment(post.text)
  const title = post.title === undefined ? null : foldSegment(post.title)
  const folded = [text.folded, title?.folded ?? '']
  return {
    post,
    text,
    title,
    tags: tagsOf(post, folded),
    handles: handlesOf(post, folded),
    links: linksOf(post, folded),
  }
}

/** One text, folded and cut into words. */
export function foldSegment(text: string): Segment {
  const folded = fold(text)
  return { exact: keepExact(text), folded, tokens: tokenise(folded) }
}

/** Hashtags written in a folded text. */
export function writtenTags(folded: string): WrittenSign[] {
  return writtenSigns(folded, '#', TAG_NAME, BEFORE_NO_TAG)
}

/** Handles written in a folded text. */
export function writtenHandles(folded: string): WrittenSign[] {
  return writtenSigns(folded, '@', HANDLE_NAME, BEFORE_NO_HANDLE)
}

/** Every hashtag of a post: those the network names and those written in its folded texts. */
export function tagsOf(post: MatchPost, folded: readonly string[]): Set<string> {
  const tags = new Set(post.hashtags?.map(plainTag))
  for (const text of folded) for (const { name } of writtenTags(text)) tags.add(name)
  return tags
}

/** Every account a post names. */
export function handlesOf(post: MatchPost, folded: readonly string[]): Set<string> {
  const handles = new Set(post.handles?.map(plainHandle))
  for (const text of folded) for (const { name } of writtenHandles(text)) handles.add(name)
  return handles
}

/** Every address a post links to, in plain form. */
export function linksOf(post: MatchPost, folded: readonly string[]): string[] {
  return [...(post.links ?? []).map(plainAddress), ...folded.flatMap(writtenLinks)]
}

/** A hashtag without its sign, folded. */
export function plainTag(tag: string): string {
  return fold(tag).replace(/^[#\s]+|\s+$/g, '')
}

function writtenSigns(folded: string, sign: string, name: RegExp, before: RegExp): WrittenSign[] {
  const signs: WrittenSign[] = []
  let start = folded.indexOf(sign)
  while (start >= 0) {
    name.lastIndex = start + 1
    const opens = start === 0 || !before.test(folded.slice(Math.max(0, start - 2), start))
    const found = opens ? name.exec(folded) : null
    const end = found === null ? start + 1 : name.lastIndex
    if (found !== null) signs.push({ name: found[0], start, end })
    start = folded.indexOf(sign, end)
  }
  return signs
}
