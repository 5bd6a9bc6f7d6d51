import { liesWithin, plainAddress } from './address.ts'
import { plainCommunity, plainHandle } from './fields.ts'
import { fold } from './fold.ts'
import type { MatchPost } from './post.ts'
import type { FieldTerm, FollowersTerm } from './query.ts'

/** Kinds of core's MentionKind that people mean by a wider word. */
const WIDER_KINDS: Readonly<Record<string, readonly string[]>> = {
  post: ['post', 'quote', 'repost', 'article', 'message'],
  comment: ['comment', 'reply'],
}

/** Whether what is known about a post meets a field; unknown never does. `links` are in plain form. */
export function matchField(
  { field, value }: FieldTerm,
  post: MatchPost,
  links: readonly string[],
): boolean {
  switch (field) {
    case 'author':
      return post.authorHandle !== undefined && plainHandle(post.authorHandle) === value
    case 'community':
      return post.community !== undefined && plainCommunity(post.community) === value
    case 'site':
      return post.url !== undefined && liesWithin(plainAddress(post.url), value)
    case 'url':
      return post.url !== undefined && fold(post.url).includes(value)
    case 'links':
      return links.some((link) => liesWithin(link, value))
    case 'has':
      return value === 'media' ? post.hasMedia === true : post.hasLink === true || links.length > 0
    case 'lang':
      return matchLanguage(post.lang, value)
    default:
      return matchWord(field, value, post)
  }
}

/** Whether the author has so many followers; an unknown number never has. */
export function matchFollowers({ comparison, count }: FollowersTerm, post: MatchPost): boolean {
  const followers = post.authorFollowers
  if (followers === undefined) return false
  switch (comparison) {
    case '>':
      return followers > count
    case '>=':
      return followers >= count
    case '<':
      return followers < count
    case '<=':
      return followers <= count
    case '=':
      return followers === count
  }
}

type WordField = 'type' | 'network' | 'sentiment' | 'intent' | 'stage' | 'is'

function matchWord(field: WordField, value: string, post: MatchPost): boolean {
  switch (field) {
    case 'type':
      return matchKind(value, post)
    case 'network':
      return post.network === value
    case 'sentiment':
      return post.sentiment === value
    case 'intent':
      return post.intents?.includes(value) === true
    case 'stage':
      return post.stage === value
    case 'is':
      return post.traits?.includes(value) === true
  }
}

function matchKind(value: string, post: MatchPost): boolean {
  if (value === 'question' && post.intents?.includes('question') === true) return true
  if (post.kind === undefined) return false
  return (WIDER_KINDS[value] ?? [value]).includes(post.kind)
}

function matchLanguage(lang: string | undefined, value: string): boolean {
  if (lang === undefined) return false
  const plain = fold(lang).replaceAll('_', '-')
  return plain === value || plain.startsWith(`${value}-`)
}
