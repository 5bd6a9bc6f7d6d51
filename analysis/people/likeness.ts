/** What may tell that two people are one; e-mails as fingerprints. */
export interface Looks {
  name: string
  accounts: readonly { network: string; handle: string | null }[]
  emails: readonly string[]
}

export interface Likeness {
  /** 0 to 1; a proposal, never a proof. */
  confidence: number
  evidence: readonly string[]
}

const LEAST_HANDLE = 5
const SAME_EMAIL = 0.95
const SAME_HANDLE = 0.7
const SAME_NAME = 0.5
const NAME_IS_HANDLE = 0.5

/** How likely it is that two people are one, from what they are called; null where nothing speaks for it. */
export function compareLooks(one: Looks, other: Looks): Likeness | null {
  const found: [chance: number, evidence: string][] = []
  if (one.emails.some((email) => other.emails.includes(email)))
    found.push([SAME_EMAIL, 'bought with the same e-mail'])
  const handle = sharedHandle(one, other)
  if (handle !== null) found.push([SAME_HANDLE, `both are called @${handle}`])
  const [name, otherName] = [wordsOf(one.name), wordsOf(other.name)]
  const isFull = name.length >= 2 && name.join(' ') === otherName.join(' ')
  if (isFull) found.push([SAME_NAME, `both are named ${one.name}`])
  if (handle === null && !isFull && (isNamedLike(name, other) || isNamedLike(otherName, one)))
    found.push([NAME_IS_HANDLE, 'the name of one is the handle of the other'])
  if (found.length === 0) return null
  return {
    confidence: 1 - found.reduce((doubt, [chance]) => doubt * (1 - chance), 1),
    evidence: found.map(([, evidence]) => evidence),
  }
}

/** What somebody is called, by name and by handle: whoever may be the same is called one of these, or begins so. */
export function callsOf({ name, accounts }: Looks): string[] {
  const words = wordsOf(name)
  const names = words.length >= 2 ? [words.join(' '), name] : []
  const handles = accounts.map(({ handle }) => stemOf(handle))
  return [...new Set([...names, ...handles])].filter((one) => one.length >= LEAST_HANDLE)
}

/** The same handle on two networks; on one network it would be the same account. */
function sharedHandle(one: Looks, other: Looks): string | null {
  for (const mine of one.accounts)
    for (const theirs of other.accounts) {
      const stem = stemOf(mine.handle)
      const isLong = stem.length >= LEAST_HANDLE
      if (isLong && mine.network !== theirs.network && stem === stemOf(theirs.handle)) return stem
    }
  return null
}

function isNamedLike(name: readonly string[], { accounts }: Looks): boolean {
  return name.length >= 2 && accounts.some(({ handle }) => plain(stemOf(handle)) === name.join(''))
}

/** "@Nadia.Brandt@social.example" and "nadia.brandt.social" differ by where they live only from the second @ on. */
function stemOf(handle: string | null): string {
  const [stem = ''] = (handle ?? '').toLowerCase().replace(/^@/, '').split('@')
  return stem.replace(/\.(bsky\.social|example|com|net|org|social)$/, '')
}

function plain(text: string): string {
  return text.replaceAll(/[._-]/g, '')
}

function wordsOf(name: string): string[] {
  const folded = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
}
