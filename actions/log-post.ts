import { CASE_KINDS, type CaseKind } from '../core/case.ts'
import { RefusedError } from '../core/errors.ts'
import { cleanName, cleanText } from '../core/hostile-text.ts'
import type { Mention } from '../core/mention.ts'
import type { Network } from '../core/network.ts'
import { ROLE_FOR } from '../core/staff.ts'
import type { WriteRules } from '../db/batch-writer/changes.ts'
import { findHandPost, openHandCase, storeHandPost } from '../db/hand-posts.ts'
import { mustChange, readCase } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'

/** A post that staff saw, with what is known of it. */
export interface LoggedPost {
  brandId: string
  kind: CaseKind
  key: string
  nativeId: string
  network: Network
  url: string | null
  /** Pasted by the person; we fetch nothing. */
  text: string
  author: { id: string | null; handle: string | null; name: string | null }
  /** Epoch ms; now where nobody knows. */
  at: number | null
}

const TEXT_MAX = 3000
const NAME_MAX = 80

/** Opens a case by hand; where we have the post already, its case is the answer and nothing is stored twice. */
export async function logPost(
  ctx: ActionContext,
  actor: Actor,
  input: LoggedPost,
  rules: WriteRules,
): Promise<{ caseId: number; isNew: boolean }> {
  const post = checkPost(input)
  return asStaff(ctx, actor, ROLE_FOR['post.log'], async (trx) => {
    const now = ctx.clock.now()
    const brand = rules.brands.get(input.brandId)
    if (brand === undefined) throw new RefusedError('no_brand', 'This brand is not set up.')
    if (brand.onlyCompared === true)
      throw new RefusedError('only_compared', 'This brand is only compared, so it gets no cases.')
    const known = await findHandPost(trx, input.key, input.brandId)
    if (known !== null && known.caseId !== null) return { caseId: known.caseId, isNew: false }
    const { brandId, kind } = input
    if (known === null) {
      const mention = mentionOf(post, now)
      if (!(await storeHandPost(ctx.db, trx, { mention, brandId, kind }, rules, now)))
        throw new RefusedError(
          'erased',
          'This post is gone, or whoever wrote it was erased here. It stays out.',
        )
    } else {
      if (!known.isLive)
        throw new RefusedError('removed', 'Its author removed this post. It stays out.')
      await openHandCase(ctx.db, trx, { mentionId: known.mentionId, brandId, kind }, rules, now)
    }
    const caseId = await caseOf(trx, input)
    await mustChange(ctx, trx, actor, await readCase(ctx, trx, caseId), {
      action: 'post.log',
      set: {},
      detail: { network: input.network },
    })
    return { caseId, isNew: true }
  })
}

async function caseOf(trx: Trx, { key, brandId }: LoggedPost): Promise<number> {
  const made = await findHandPost(trx, key, brandId)
  if (made === null || made.caseId === null)
    throw new RefusedError(
      'ignored',
      'Posts of this author make no cases here: somebody chose to ignore them. Hear them again first.',
    )
  return made.caseId
}

function checkPost(input: LoggedPost): LoggedPost {
  const text = cleanText(input.text).trim()
  if (text === '')
    throw new RefusedError('empty', 'Paste what they wrote, or say it in a sentence.')
  if (text.length > TEXT_MAX)
    throw new RefusedError('too_long', `At most ${TEXT_MAX} characters, here are ${text.length}.`)
  if (!CASE_KINDS.includes(input.kind))
    throw new RefusedError('kind', `It is one of: ${CASE_KINDS.join(', ')}.`)
  const { id, handle, name } = input.author
  const clean = (word: string | null) => (word === null ? null : cleanName(word, NAME_MAX) || null)
  return { ...input, text, author: { id, handle: clean(handle), name: clean(name) } }
}

function mentionOf(post: LoggedPost, now: number): Mention {
  const at = Math.min(post.at ?? now, now)
  return {
    key: post.key,
    network: post.network,
    connectionId: 'by-hand',
    nativeId: post.nativeId,
    revision: 'by hand',
    kind: 'post',
    trigger: 'tag',
    url: post.url,
    text: post.text,
    lang: null,
    author: { ...post.author, followers: null, verified: null, isBot: null, isSelf: false },
    parents: {},
    media: [],
    links: [],
    hashtags: [],
    mentionedHandles: [],
    metrics: { asOf: now },
    rating: null,
    visibility: 'public',
    sensitive: false,
    createdAt: at,
    editedAt: null,
    observedAt: now,
    receivedAt: now,
  }
}
