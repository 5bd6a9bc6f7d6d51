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

const LETTER = '\\p{L}\\p{N}\\p{M}_'
const TAG = new RegExp(`(?<![${SPACED}&])#([${LETTER}]+)`, 'gv')
const HANDLE = new RegExp(
  `(?<![${SPACED}@])@(${SPACED}+(?:[.\\-]${SPACED}+)*(?:@[a-z0-9]+(?:[.\\-][a-z0-9]+)+)?)`,
  'gv',
)

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
  return folded.includes('#') ? writtenSigns(folded, TAG) : []
}

/** Handles written in a folded text. */
export function writtenHandles(folded: string): WrittenSign[] {
  return folded.includes('@') ? writtenSigns(folded, HANDLE) : []
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

function writtenSigns(folded: string, pattern: RegExp): WrittenSign[] {
  return Array.from(folded.matchAll(pattern), ({ 0: all, 1: name = '', index }) => ({
    name,
    start: index,
    end: index + all.length,
  }))
}
