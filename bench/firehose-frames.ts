/** Numbers from 0 to 1, the same at every run. */
export type Random = () => number

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const FREQUENT =
  'the to and of a in is it you that i for on my with this be so me was just have not are like but at what do your'.split(
    ' ',
  )
/** Ordinary words that brands are named after, so that a tenth of the queries are met all day. */
export const ORDINARY =
  'apple orange target shell gap visa delta dove time people coffee today great work home love right good day new'.split(
    ' ',
  )
const SYLLABLES =
  'ba be bo ca co da de di do fa fi ga go ha he ja ka ki la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se si so ta te ti to va ve vi vo za'.split(
    ' ',
  )
const KANA = 'のにはをがたでとしれさいるなまもこうか東京日本人今時大行見中出上生国年学店食'
const EXTRAS = ['!', '.', ',', '…', ' 😂', ' ❤️', '’s', ' 👍🏽', ' —', '?', ' é', ' café']
const VOCABULARY = 20_000
const JAPANESE_SHARE = 0.15
const HIT_SHARE = 0.005

/** Invented words; number n is met about as often as 1/n. */
const words = (() => {
  const random = createRandom(7)
  const invented = Array.from({ length: VOCABULARY }, () => inventWord(random, 2 + random() * 3))
  return [...FREQUENT, ...ORDINARY, ...invented]
})()

/** A name that no ordinary post holds; `n` from 0. */
export function brandName(n: number): string {
  return `${inventWord(createRandom(n + 1_000), 3)}${['x', 'q', 'zz', 'ix'][n % 4]}${n % 97}`
}

/** A name in Japanese. */
export function japaneseName(n: number): string {
  const random = createRandom(n + 5_000)
  const kanji = '珈琲茶屋麺寿司亭堂庵社田川山森橋口井原'
  return Array.from({ length: 3 }, () => pick(Array.from(kanji), random)).join('')
}

/** One word of a post, frequent ones more often. */
export function ordinaryWord(random: Random): string {
  return words[Math.floor(words.length ** random()) - 1] ?? 'the'
}

/** A word that few posts hold, but some do. */
export function rareWord(random: Random): string {
  return words[1_000 + Math.floor(random() * 9_000)] ?? 'the'
}

/** Post events as they come over the wire: about 720 bytes, 94 characters of text, 15 % Japanese. */
export function makeFrames(count: number, brands: number): Buffer[] {
  const random = createRandom(42)
  return Array.from({ length: count }, (_, n) => {
    const japanese = random() < JAPANESE_SHARE
    const named = random() < HIT_SHARE
    const text = japanese ? japaneseText(random, named, brands) : plainText(random, named, brands)
    return Buffer.from(JSON.stringify(frame(n, text, japanese ? 'ja' : 'en', random)))
  })
}

function plainText(random: Random, named: boolean, brands: number): string {
  const parts: string[] = []
  const wanted = 30 + random() * 150
  let length = 0
  while (length < wanted) {
    const word = ordinaryWord(random)
    const part = parts.length === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : ` ${word}`
    const extra = random() < 0.08 ? pick(EXTRAS, random) : ''
    parts.push(part + extra)
    length += part.length + extra.length
  }
  if (random() < 0.12) parts.push(` #${ordinaryWord(random)}`)
  if (random() < 0.08) parts.push(` @${ordinaryWord(random)}.bsky.social`)
  if (named) parts.splice(parts.length >> 1, 0, ` ${brandName(Math.floor(random() * brands))}`)
  return parts.join('')
}

function japaneseText(random: Random, named: boolean, brands: number): string {
  const letters = Array.from(KANA)
  const parts = Array.from({ length: 15 + random() * 60 }, () => pick(letters, random))
  if (named) parts.push(japaneseName(Math.floor((random() * brands) / 10)))
  return `${parts.join('')}。`
}

function frame(n: number, text: string, lang: string, random: Random): object {
  const did = `did:plc:${id(random, 24)}`
  const reply = random() < 0.65
  const uri = `at://${did}/app.bsky.feed.post/${id(random, 13)}`
  const record = {
    $type: 'app.bsky.feed.post',
    createdAt: '2026-11-20T10:00:00.000Z',
    ...(random() < 0.1 ? { facets: [linkFacet(random)] } : {}),
    langs: [lang],
    ...(reply
      ? {
          reply: {
            parent: { cid: `bafyrei${id(random, 52)}`, uri },
            root: { cid: `bafyrei${id(random, 52)}`, uri },
          },
        }
      : {}),
    text,
  }
  return {
    did,
    time_us: 1_763_632_800_000_000 + n,
    kind: 'commit',
    commit: {
      rev: id(random, 13),
      operation: 'create',
      collection: 'app.bsky.feed.post',
      rkey: id(random, 13),
      record,
      cid: `bafyrei${id(random, 52)}`,
    },
  }
}

function linkFacet(random: Random): object {
  return {
    features: [
      {
        $type: 'app.bsky.richtext.facet#link',
        uri: `https://${ordinaryWord(random)}.example/${id(random, 10)}`,
      },
    ],
    index: { byteEnd: 40, byteStart: 10 },
  }
}

function inventWord(random: Random, syllables: number): string {
  return Array.from({ length: Math.floor(syllables) }, () => pick(SYLLABLES, random)).join('')
}

function id(random: Random, length: number): string {
  return Array.from({ length }, () => pick(ALPHABET, random)).join('')
}

const ALPHABET = Array.from('abcdefghijklmnopqrstuvwxyz234567')

function pick<T>(list: readonly T[], random: Random): T {
  const found = list[Math.floor(random() * list.length)]
  if (found === undefined) throw new RangeError('nothing to pick from')
  return found
}
