import { describe, expect, it } from 'vitest'
import type { Incident } from '../../core/incident.ts'
import { incidentCard, incidentList, incidentMessage } from '../../views/incident-card.ts'
import { type ShownTopic, topicsSection } from '../../views/topics-table.ts'
import { voiceSection } from '../../views/voice-table.ts'

const NOW = Date.UTC(2026, 10, 19, 14)
const HOUR = 3_600_000
const silence: Incident = {
  id: 7,
  brandId: 'juniper',
  kind: 'silence',
  isOpen: true,
  mentionId: null,
  startedAt: NOW - 6 * HOUR,
  foundAt: NOW - HOUR,
  endedAt: null,
  version: 1,
  evidence: {
    found: 0,
    expected: 31.4,
    chance: 4e-6,
    hours: 5,
    authors: 0,
    unhappy: 0,
    topics: [],
    mentionIds: [],
    deafSources: [],
  },
}

describe('an incident', () => {
  it('says what is usual, how likely chance is, and whose silence it is', () => {
    expect(incidentCard(silence, NOW, 'UTC').text).toBe(
      'Far quieter than usual. No post since 08:00; usual in that time: about 31. Every source answers, so it is people who are quiet. Chance alone brings this less than once in 100,000 such times. It goes on.',
    )
    const deaf = { ...silence, evidence: { ...silence.evidence, deafSources: ['shop-x'] } }
    expect(incidentCard(deaf, NOW, 'UTC').text).toMatch(
      /^We hear far less than usual\. .*It may be us: shop-x does not answer\./,
    )
    const past = incidentCard({ ...deaf, isOpen: false, endedAt: NOW }, NOW, 'UTC').text
    expect(past).toMatch(/No post from 08:00 on; .*It may have been us: shop-x did not answer\./)
  })

  it('of a post that takes off says where, in which mood and about what, and leads there until it is over', () => {
    const evidence = { ...silence.evidence, found: 84, unhappy: 1, topics: ['wheelchair'] }
    const url = 'https://bsky.example/post/1'
    const star: Incident = {
      ...silence,
      kind: 'take_off',
      mentionId: 5,
      post: { network: 'bluesky', url },
      evidence,
    }
    const card = incidentCard(star, NOW, 'UTC')
    expect(card.text).toContain('One unhappy post on Bluesky is taking off. It drew 84 reactions')
    expect(card.text).toContain('What it is about: wheelchair')
    const shown = (one: Incident) => [
      JSON.stringify(incidentMessage(incidentCard(one, NOW, 'UTC'), 1).blocks),
      incidentList([one], NOW, 'UTC').toString(),
    ]
    for (const words of shown(star)) expect(words).toContain(url)
    for (const over of [
      { ...star, isOpen: false, endedAt: NOW },
      { ...star, post: null },
      { ...star, post: { network: 'bluesky' as const, url: 'javascript:alert(1)' } },
    ])
      for (const words of shown(over)) expect(words).not.toMatch(/View post|javascript:/)
  })

  it('names what it is about once, by the fuller words', () => {
    const topics = ['card', 'dead', 'card payments']
    const spike: Incident = { ...silence, kind: 'spike', evidence: { ...silence.evidence, topics } }
    expect(incidentCard(spike, NOW, 'UTC').text).toContain('about: card payments, dead')
  })

  it('turns grey when it is over and says since when', () => {
    const over = { ...silence, isOpen: false, endedAt: NOW - 2 * HOUR }
    const card = incidentCard(over, NOW, 'UTC')
    expect(card.dot).toBe('grey')
    expect(card.text).toContain('It was over at 12:00, 2 h ago.')
  })

  it('keeps hostile topics as text, in Slack and on the desk', () => {
    const topics = ['<!here> <script>alert(1)</script>']
    const bad: Incident = { ...silence, kind: 'spike', evidence: { ...silence.evidence, topics } }
    const message = incidentMessage(incidentCard(bad, NOW, 'UTC'), 1)
    expect(message.text).not.toContain('<')
    expect(JSON.stringify(message.blocks)).toContain('<!here> <script>')
    expect(JSON.stringify(message.blocks)).not.toContain('mrkdwn')
    expect(incidentList([bad], NOW, 'UTC').toString()).not.toContain('<script>')
  })

  it('is said to be missing where there is none', () => {
    expect(incidentList([], NOW, 'UTC').toString()).toContain('Nothing out of the usual')
  })
})

describe('topics on the desk', () => {
  const topic = (more: Partial<ShownTopic>): ShownTopic => ({
    name: 'cardamom bun',
    direction: 'up',
    posts: 12,
    ofPosts: 47,
    before: 0,
    ofBefore: 400,
    week: { total: 12, negative: 2, neutral: 4, positive: 6 },
    ...more,
  })

  it('draws each post as its mark and gives no percentage under twenty', () => {
    const page = topicsSection([topic({})], 24).toString()
    expect(page).toContain('More than before')
    expect(page).toContain('Cardamom bun')
    expect(page).toContain('12 of 47 posts; new. In seven days 6 happy, 2 unhappy.')
    expect(page.match(/class="f-(neg|neu|pos)"/g)).toHaveLength(12)
    expect(page).not.toContain('%')
  })

  it('gives shares with n from twenty on', () => {
    const week = { total: 40, negative: 10, neutral: 10, positive: 20 }
    const page = topicsSection([topic({ week, before: 9 })], 168).toString()
    expect(page).toContain(
      '12 of 47 posts; before, 9 of 400. In seven days 50 % happy, 25 % unhappy, n = 40.',
    )
    expect(page).toContain('The last seven days')
  })

  it('counts what we are unsure of for no side', () => {
    const said = (week: ShownTopic['week']) => topicsSection([topic({ week })], 24).toString()
    const few = said({ total: 30, negative: 5, neutral: 0, positive: 0 })
    expect(few).toContain('In seven days 0 happy, 5 unhappy; 25 unsure.')
    expect(few).not.toContain('%')
    const many = said({ total: 50, negative: 10, neutral: 10, positive: 20 })
    expect(many).toContain('In seven days 50 % happy, 25 % unhappy, n = 40; 10 unsure.')
  })

  it('says why there is none yet', () => {
    expect(topicsSection([], 24).toString()).toContain('No topics yet')
  })
})

describe('share of voice on the desk', () => {
  const rows = [
    { name: 'Juniper', isOurs: true, posts: 60, share: 0.6, low: 0.5, high: 0.69 },
    { name: 'Kettle & Crane', isOurs: false, posts: 40, share: 0.4, low: 0.31, high: 0.5 },
  ]

  it('stands with its interval, and is silent without rivals or with few posts', () => {
    const full = { n: 100, isEnough: true, networks: ['Bluesky'], rows }
    expect(voiceSection(full)?.toString()).toContain('60\u00A0% (50\u00A0to\u00A069)')
    expect(voiceSection(full)?.toString()).toContain('Kettle &amp; Crane')
    expect(voiceSection({ ...full, isEnough: false })?.toString()).toContain('too few to say')
    expect(voiceSection(null)).toBeNull()
  })
})
