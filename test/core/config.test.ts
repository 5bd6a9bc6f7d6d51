import { describe, expect, it } from 'vitest'
import { checkConfig, configJsonSchema } from '../../core/config.ts'
import { isSafeBase } from '../../core/config-connections.ts'

const brand = { id: 'juniper', name: 'Juniper Coffee', queries: ['"juniper coffee"'] }

function faultsOf(value: unknown): string {
  try {
    checkConfig(value, 'earshot.yaml')
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

describe('earshot.yaml', () => {
  it('fills in what a shop does not want to think about', () => {
    const config = checkConfig({ brands: [brand] }, 'earshot.yaml')
    expect(config.brands[0]).toMatchObject({ zone: 'UTC', handles: [], channel: null })
    expect(config.alerts.perDay).toBe(40)
  })

  it('takes it that a colleague lives where the brand is, unless it says another place', () => {
    const { staff } = checkConfig({ staff: [{ id: 'sam', name: 'Sam' }] }, 'earshot.yaml')
    expect(staff[0]?.zone).toBeUndefined()
  })

  it.each([
    [
      { brands: [{ ...brand, id: 'Juniper Coffee' }] },
      'brands.0.id: found "Juniper Coffee". Use small',
    ],
    [
      { brands: [{ ...brand, zone: 'London' }] },
      'brands.0.zone: found "London". Use a zone such as',
    ],
    [
      { brands: [{ ...brand, unsureBelow: { relevance: 60 } }] },
      'brands.0.unsureBelow.relevance: found 60. Use at most 1.',
    ],
    [
      { promises: { complaint: Number.MAX_SAFE_INTEGER } },
      'promises.complaint: found 9007199254740991. Use at most 525600.',
    ],
    [
      { promises: { brands: { juniper: { complaint: 1e12 } } }, brands: [brand] },
      'promises.brands.juniper.complaint: found 1000000000000. Use at most 525600.',
    ],
    [{ alerts: { perDay: 1e12 } }, 'alerts.perDay: found 1000000000000. Use at most 100000.'],
    [
      { brands: [{ ...brand, handles: ['twitter:juniper'] }] },
      'A handle is written as "junipercoffee"',
    ],
    [{ brand: [brand] }, 'does not know "brand". Did you mean "brands"?'],
    [{ brands: [{ ...brand, nmae: 'A', querys: [] }] }, 'Did you mean "name", "queries"?'],
    [{ slak: { channel: 'C1' } }, 'does not know "slak". Did you mean "slack"?'],
    [
      { connections: [{ id: 'd', network: 'discord', monthlyCapUds: 4 }] },
      'does not know "monthlyCapUds". Check the spelling, or take it out.',
    ],
    [
      { connections: [{ id: 'x', network: 'x', monthlyCapUds: 4 }] },
      'Did you mean "monthlyCapUsd"?',
    ],
    [{ promises: { complant: 60 } }, 'does not know "complant". Did you mean "complaint"?'],
    [
      { brands: [brand], segments: [{ id: 'all', name: 'All' }] },
      'Say who belongs to it: spend, orders',
    ],
    [
      { brands: [brand], segments: [{ id: 'a', name: 'A', orders: {}, manager: 'leo' }] },
      'segments.0.manager: found "leo", which is not there',
    ],
    [
      { brands: [brand], shops: [{ id: 's', kind: 'stripe', brand: 'other' }] },
      'shops.0.brand: found "other", which is not there',
    ],
    [
      { brands: [brand], shops: [{ id: 's', kind: 'shopify', brand: 'juniper', shop: 'my shop' }] },
      'shops.0.shop: found "my shop". Write the address of the shop',
    ],
    [
      {
        brands: [brand],
        connections: [{ id: 's', network: 'discord' }],
        shops: [{ id: 's', kind: 'stripe', brand: 'juniper' }],
      },
      'found "s" twice',
    ],
    [
      { feedback: { address: 'http://ask.example' } },
      'feedback.address: found "http://ask.example"',
    ],
    [{ brands: [{ ...brand, queries: [] }] }, 'Write at least one query'],
    [
      { connections: [{ id: 'news', network: 'feeed' }] },
      'connections.0.network: found "feeed". Use one of: x, discord, bluesky, feed',
    ],
    [
      { connections: [{ id: 'news', network: 'feed' }] },
      'connections.0.urls: found nothing. It is needed. (entry "news")',
    ],
    [
      { connections: [{ id: 'x', network: 'x', handle: 'a', userId: 12 }] },
      'connections.0.userId: found 12. Put it in quotes: "12".',
    ],
    [
      { connections: [{ id: 'x', network: 'x', handle: 'a', userId: 12e18 }] },
      'connections.0.userId: found 12000000000000000000. Put it in quotes. (',
    ],
    [{ connections: [{ id: 'x', network: 'x', monthlyCapUsd: -4 }] }, '-4. Use at least 0.'],
    [{ staff: [{ id: 'o', name: 'O', role: 'boss' }] }, '"boss". Use one of: viewer, agent,'],
    [{ alerts: { perDay: 'many' } }, 'alerts.perDay: found "many". Write a'],
    [{ brands: 'juniper' }, 'brands: found "juniper". Write a list'],
    [{ brands: [{ ...brand, colour: 1 }] }, 'does not know "colour"'],
    [{ brands: [brand, brand] }, 'brands.1.id: found "juniper" twice'],
    [{ connections: [{ id: 'd', network: 'discord', baseUrl: 'http://10.0.0.1' }] }, 'https://'],
    [{ brands: [{ ...brand, name: '  ' }] }, 'brands.0.name: found "  ". Write something there.'],
    [{ brands: [{ ...brand, name: 'x'.repeat(201) }] }, 'Write at most 200 characters.'],
    [{ brands: [{ ...brand, rivals: ['gin'] }] }, 'brands.0.rivals: found "gin", which is not'],
    [
      {
        staff: [
          { id: 'a', name: 'A', slack: 'U1' },
          { id: 'b', name: 'B', slack: 'U1' },
        ],
      },
      'staff.1.slack: found "U1" twice. Two people cannot share one Slack account.',
    ],
    ...['file:///etc/passwd', 'news.example.com/feed', 'https://me:word@news.example'].map(
      (url): [unknown, string] => [
        { connections: [{ id: 'n', network: 'feed', urls: [url] }] },
        'Use the whole address of a feed, such as "https://www.example.com/news.xml". (entry "n")',
      ],
    ),
    [
      { rewards: [{ id: 'a', brand: 'x', name: 'n', value: '5', disclosure: 'd' }] },
      'no such brand',
    ],
  ])('names the key, what was found and the mend: %j', (value, words) => {
    expect(faultsOf(value)).toContain(words)
  })

  it('never shows a secret that somebody put into the file', () => {
    expect(faultsOf({ slack: { channel: '#a', token: 'xoxb-123456789012' } })).not.toContain('xoxb')
  })

  it('has a JSON Schema for editors', () => {
    expect(JSON.stringify(configJsonSchema())).toContain('"brands"')
  })
})

describe('base addresses', () => {
  it.each(['https://api.x.com', 'http://127.0.0.1:4000', 'ws://localhost:1', 'http://[::1]:2/'])(
    '%s is allowed',
    (url) => expect(isSafeBase(url)).toBe(true),
  )
  it.each(['http://api.x.com', 'http://127.0.0.1.evil.com', 'ftp://a', 'https://u:p@a.com', 'x'])(
    '%s is refused',
    (url) => expect(isSafeBase(url)).toBe(false),
  )
})
