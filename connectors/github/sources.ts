import { looseOf } from './client.ts'
import type { DiscussionSource } from './discussions.ts'
import type { ListSource } from './list.ts'
import { type Post, readComment, readIssue } from './post.ts'

/** One thing that is followed: a list of REST, or discussions. */
export type Source =
  | { name: string; list: ListSource; read: (raw: unknown) => Post | null; deep: boolean }
  | { name: string; discussions: DiscussionSource }

/** Rows of a list show up a little late; a search index takes minutes. */
const LIST_OVERLAP_MS = 60_000
const SEARCH_OVERLAP_MS = 10 * 60_000

/** All that a connection follows; discussions only where a token lets us ask for them. */
export function sourcesOf(
  config: { repositories: readonly string[]; search?: string },
  hasToken: boolean,
  closed: ReadonlySet<string>,
): Source[] {
  const sources: Source[] = []
  for (const repo of config.repositories) {
    const isPrivate = closed.has(repo.toLowerCase())
    const list = (path: string): ListSource => ({
      path: (since) =>
        `/repos/${repo}/${path}sort=updated&direction=asc&since=${since}&per_page=100`,
      rows: (json) => json,
      overlapMs: LIST_OVERLAP_MS,
    })
    sources.push(
      {
        name: `issues ${repo}`,
        list: list('issues?state=all&'),
        read: (raw) => readIssue(raw, isPrivate),
        deep: false,
      },
      {
        name: `comments ${repo}`,
        list: list('issues/comments?'),
        read: (raw) => readComment(raw, undefined, isPrivate),
        deep: false,
      },
    )
    if (hasToken)
      sources.push({ name: `discussions ${repo}`, discussions: { repository: repo, isPrivate } })
  }
  const { search } = config
  if (search === undefined) return sources
  sources.push({
    name: 'search',
    list: searchFor(search),
    read: (raw) => readIssue(raw),
    deep: true,
  })
  if (hasToken) sources.push({ name: 'search discussions', discussions: { search } })
  return sources
}

function searchFor(words: string): ListSource {
  return {
    path: (since) => {
      const query = new URLSearchParams({
        q: `${words} is:issue updated:>=${since}`,
        sort: 'updated',
        order: 'asc',
        per_page: '100',
      })
      return `/search/issues?${query}`
    },
    rows: (json) => looseOf(json)['items'],
    overlapMs: SEARCH_OVERLAP_MS,
  }
}

/** The comments below one issue that a search found. */
export function commentsBelow(issuePath: string): ListSource {
  return {
    path: (since) => `${issuePath}/comments?since=${since}&per_page=100`,
    rows: (json) => json,
    overlapMs: 0,
  }
}
