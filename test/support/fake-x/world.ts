export interface FakeUser {
  id: string
  username: string
  name: string
  followers: number
  protected?: boolean
}

export interface FakePost {
  id: string
  text: string
  authorId: string
  /** Ids of all versions, the first one first. */
  editHistory?: string[]
  longText?: string
  replyTo?: string
  quoteOf?: string
  repostOf?: string
  lang?: string
  links?: { short: string; expanded: string }[]
}

/** What happens to posts, for whoever follows: the stream and the activity events. */
export type Happening = { kind: 'created'; post: FakePost } | { kind: 'deleted'; post: FakePost }

export const X_EPOCH = 1_288_834_974_657n

/** When an id was given out, epoch ms. */
export function timeOfId(id: string): number {
  return Number((BigInt(id) >> 22n) + X_EPOCH)
}

/** Posts and people of X, with one account of ours. */
export function createWorld(now: () => number) {
  const us: FakeUser = { id: '900', username: 'harborbeans', name: 'Harbor Beans', followers: 120 }
  const users = new Map<string, FakeUser>([[us.id, us]])
  const posts = new Map<string, FakePost>()
  const suspended = new Set<string>()
  const followers: ((happening: Happening) => void)[] = []
  let sequence = 0n

  const tell = (happening: Happening) => {
    for (const follow of followers) follow(happening)
  }

  const world = {
    us,
    users,
    posts,
    suspended,
    follow: (tellMe: (happening: Happening) => void) => void followers.push(tellMe),
    newId(at = now()): string {
      sequence += 1n
      return (((BigInt(at) - X_EPOCH) << 22n) + sequence).toString()
    },
    addUser(user: FakeUser): FakeUser {
      users.set(user.id, user)
      return user
    },
    /** Stands from now on; `quietly` means that neither the stream nor an event tells of it. */
    addPost(post: Omit<FakePost, 'id'> & { id?: string }, quietly = false): FakePost {
      const whole = { id: post.id ?? world.newId(), ...post }
      posts.set(whole.id, whole)
      if (!quietly) tell({ kind: 'created', post: whole })
      return whole
    },
    /** An edit is a new post whose history begins with the first id; every version shows the whole history. */
    editPost(id: string, text: string): FakePost {
      const old = posts.get(id)
      if (old === undefined) throw new Error(`there is no post ${id}`)
      const next = world.newId()
      const history = [...(old.editHistory ?? [id]), next]
      for (const version of history.slice(0, -1)) {
        const before = posts.get(version)
        if (before !== undefined) before.editHistory = history
      }
      return world.addPost({ ...old, id: next, text, editHistory: history })
    },
    /** Gone with all its versions. */
    deletePost(id: string): void {
      const post = posts.get(id)
      if (post === undefined) return
      for (const version of post.editHistory ?? [id]) posts.delete(version)
      tell({ kind: 'deleted', post })
    },
    isLatest: (post: FakePost) => (post.editHistory?.at(-1) ?? post.id) === post.id,
    mentionsUs(post: FakePost): boolean {
      const authorOf = (id: string | undefined) => (id ? posts.get(id)?.authorId : undefined)
      return (
        post.text.toLowerCase().includes(`@${us.username}`) ||
        authorOf(post.quoteOf) === us.id ||
        authorOf(post.replyTo) === us.id
      )
    },
    /** Whether anybody but its author may see it now, and why not. */
    hiddenBecause(post: FakePost): 'suspended' | 'protected' | null {
      if (suspended.has(post.authorId)) return 'suspended'
      return users.get(post.authorId)?.protected === true ? 'protected' : null
    },
  }
  return world
}

export type World = ReturnType<typeof createWorld>
