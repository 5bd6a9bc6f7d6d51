import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readPostAddress } from '../../core/post-address.ts'

it.each([
  [
    'https://x.com/anaruiz/status/1790000000000000001?s=20',
    'x',
    'x::1790000000000000001',
    '@anaruiz',
  ],
  ['https://mobile.twitter.com/anaruiz/status/17', 'x', 'x::17', '@anaruiz'],
  [
    'https://bsky.app/profile/did:plc:abc234/post/3kxyz',
    'bluesky',
    'bluesky::at://did:plc:abc234/app.bsky.feed.post/3kxyz',
    null,
  ],
  [
    'https://bsky.app/profile/ana.bsky.social/post/3kxyz',
    'bluesky',
    'bluesky:by-hand:https://bsky.app/profile/ana.bsky.social/post/3kxyz',
    'ana.bsky.social',
  ],
  [
    'https://harbour.social/@ana/112345678901234567',
    'mastodon',
    'mastodon::https://harbour.social/users/ana/statuses/112345678901234567',
    '@ana@harbour.social',
  ],
  [
    'https://harbour.social/@ana@other.social/112345678901234567',
    'mastodon',
    'mastodon:by-hand:https://harbour.social/@ana@other.social/112345678901234567',
    '@ana@other.social',
  ],
  ['https://news.ycombinator.com/item?id=4100000', 'hackernews', 'hackernews::4100000', null],
  ['https://discord.com/channels/1/2/3', 'discord', 'discord:1:3', null],
  ['<https://www.reddit.com/r/coffee/comments/abc/x/|reddit>', 'reddit', undefined, null],
  ['https://de.trustpilot.com/reviews/1', 'trustpilot', undefined, null],
  ['https://www.instagram.com/p/Cabc/?igsh=x', 'instagram', undefined, null],
  ['https://blog.harbour.coffee/on-juniper', 'feed', undefined, null],
])('%s is a post on %s', (text, network, key, handle) => {
  const found = readPostAddress(text)
  expect(found).toMatchObject({ network, handle, ...(key === undefined ? {} : { key }) })
})

it('is one post, whatever tracks its reader', () => {
  const plain = readPostAddress('https://blog.harbour.coffee/p')
  const tracked = 'https://blog.harbour.coffee/p?utm_source=x&fbclid=y#top'
  expect(readPostAddress(tracked)).toEqual(plain)
})

it.each([
  '',
  'juniper coffee',
  'ftp://blog.harbour.coffee/p',
  'javascript:alert(1)',
  'https://user:pw@blog.harbour.coffee/p',
  'https://localhost/p',
  'http://127.0.0.1/p',
  'http://2130706433/p',
  'http://0x7f.1/p',
  'http://[::1]/p',
  'http://[::ffff:10.0.0.1]/p',
  'http://169.254.169.254/latest/meta-data',
  'http://router/p',
  'http://printer.local/p',
  'http://wiki.corp/p',
  'https://blog.harbour.coffee/a b',
  `https://blog.harbour.coffee/${'a'.repeat(3000)}`,
])('%j is no address of a public post', (text) => {
  expect(readPostAddress(text)).toBeNull()
})

it('reads anything without failing, and gives only whole web addresses', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl({ withFragments: true })), (text) => {
      const url = readPostAddress(text)?.url
      expect(url === undefined || /^https?:\/\/[^\s<>|]+$/.test(url)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

it('takes no address that fits into no button, however it is written', () => {
  const long = (sign: string, times: number) =>
    readPostAddress(`https://reviews.earshot-test.org/${sign.repeat(times)}`)
  expect(long('a', 1900)?.url).toHaveLength(1933)
  expect(long('a', 2100)).toBeNull()
  expect(long('\u00fc', 1900)).toBeNull()
})
