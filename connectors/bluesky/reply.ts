import { createHash } from 'node:crypto'
import { NetworkError } from '../../core/errors.ts'
import type { Ctx, ReplyOptions, ReplyReceipt, ReplyTarget } from '../connector.ts'
import { errorOfAnswer } from '../http.ts'
import { looseOf, writeFacets } from './facets.ts'
import { POSTS, postUrl } from './post-mention.ts'
import type { Session } from './session.ts'
import { jsonOf } from './session.ts'

/** Bluesky counts what a reader sees as one sign (source: lexicon app.bsky.feed.post, maxGraphemes). */
export const MAX_GRAPHEMES = 300
const SERVICE = 'Bluesky'
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Length as Bluesky counts it: graphemes. */
export function countGraphemes(text: string): number {
  let count = 0
  for (const _ of segmenter.segment(text)) count++
  return count
}

/** Puts an answer below a post, under a record key made from the press: the same press can never post twice. */
export async function sendReply(
  session: Session,
  to: ReplyTarget,
  text: string,
  options: ReplyOptions,
  ctx: Ctx,
): Promise<ReplyReceipt> {
  if (countGraphemes(text) > MAX_GRAPHEMES) {
    throw new NetworkError('refused', `Bluesky takes at most ${MAX_GRAPHEMES} characters.`)
  }
  const { uri, cid, rootUri = uri, rootCid = cid } = to.replyRef
  if (uri === undefined || cid === undefined) {
    throw new NetworkError(
      'refused',
      'This post was stored without what Bluesky needs for an answer.',
    )
  }
  await expectAlive(session, uri, ctx)
  const repo = await session.did(ctx)
  const facets = await writeFacets(text, (handle) => resolveHandle(session, handle, ctx))
  const answer = await session.call(ctx, {
    method: 'POST',
    path: 'com.atproto.repo.createRecord',
    sends: true,
    body: {
      repo,
      collection: POSTS,
      rkey: recordKey(options),
      record: {
        $type: POSTS,
        text,
        createdAt: new Date(ctx.clock.now()).toISOString(),
        reply: { root: { uri: rootUri, cid: rootCid }, parent: { uri, cid } },
        ...(facets.length > 0 && { facets }),
      },
    },
  })
  if (answer.status === 200) {
    const made = jsonOf(answer)['uri']
    if (typeof made === 'string') return receiptOf(made)
    throw new NetworkError('ambiguous', 'Bluesky did not tell where it put the answer.')
  }
  // Refused because it already stands there is not a failure.
  const standing = answer.status < 500 ? await findOwnReply(session, to, options, ctx) : null
  if (standing !== null) return standing
  throw errorOfAnswer(answer, SERVICE, ctx.clock.now(), true)
}

/** The answer of this press, if it arrived. */
export async function findOwnReply(
  session: Session,
  to: ReplyTarget,
  options: ReplyOptions,
  ctx: Ctx,
): Promise<ReplyReceipt | null> {
  const repo = await session.did(ctx)
  const query = new URLSearchParams({ repo, collection: POSTS, rkey: recordKey(options) })
  const answer = await session.call(ctx, {
    method: 'GET',
    path: `com.atproto.repo.getRecord?${query.toString()}`,
  })
  if (answer.status === 404 || jsonOf(answer)['error'] === 'RecordNotFound') return null
  if (answer.status !== 200) throw errorOfAnswer(answer, SERVICE, ctx.clock.now())
  const { uri, value } = jsonOf(answer)
  const parent = looseOf(looseOf(looseOf(value)['reply'])['parent'])['uri']
  return typeof uri === 'string' && parent === to.replyRef['uri'] ? receiptOf(uri) : null
}

/** An answer below a deleted post would stand alone in public. */
async function expectAlive(session: Session, uri: string, ctx: Ctx): Promise<void> {
  const query = new URLSearchParams({ uris: uri })
  const answer = await session.call(ctx, {
    method: 'GET',
    path: `app.bsky.feed.getPosts?${query.toString()}`,
  })
  if (answer.status !== 200) throw errorOfAnswer(answer, SERVICE, ctx.clock.now())
  const posts: unknown = jsonOf(answer)['posts']
  if (Array.isArray(posts) && posts.length === 0) {
    throw new NetworkError('gone', 'The post was removed by its author.')
  }
  const [post] = Array.isArray(posts) ? posts.map(looseOf) : []
  const between = looseOf(looseOf(post?.['author'])['viewer'])
  if (between['blockedBy'] === true || between['blocking'] !== undefined)
    throw new NetworkError('refused', 'There is a block between this person and our account.')
  if (looseOf(post?.['viewer'])['replyDisabled'] === true)
    throw new NetworkError('refused', 'The author takes no answers from us below this post.')
}

async function resolveHandle(session: Session, handle: string, ctx: Ctx): Promise<string | null> {
  const query = new URLSearchParams({ handle })
  const path = `com.atproto.identity.resolveHandle?${query.toString()}`
  const { did } = jsonOf(await session.call(ctx, { method: 'GET', path }))
  return typeof did === 'string' ? did : null
}

const TID_LETTERS = '234567abcdefghijklmnopqrstuvwxyz'

/** A record key as the protocol wants it (13 signs: 53 bits of µs, 10 bits of clock), the same for one press. */
function recordKey({ idempotencyKey, pressedAt }: ReplyOptions): string {
  const hash = createHash('sha256').update(idempotencyKey).digest()
  const us = BigInt(pressedAt) * 1000n + BigInt(hash.readUInt16BE(0) % 1000)
  let rest = (us << 10n) | BigInt(hash.readUInt16BE(2) % 1024)
  let key = ''
  for (let i = 0; i < 13; i++) {
    key = (TID_LETTERS[Number(rest & 31n)] ?? '2') + key
    rest >>= 5n
  }
  return key
}

function receiptOf(uri: string): ReplyReceipt {
  const [, , did = '', , rkey = ''] = uri.split('/')
  return { nativeId: uri, url: postUrl(did, rkey) }
}
