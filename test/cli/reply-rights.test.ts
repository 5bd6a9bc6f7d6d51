import { describe, expect, it } from 'vitest'
import { createReplyRights } from '../../cli/reply-rights.ts'
import { createBlueskyConnector } from '../../connectors/bluesky/connector.ts'
import type { Connector } from '../../connectors/connector.ts'
import { createHackerNewsConnector } from '../../connectors/hackernews/connector.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import type { CaseFacts } from '../../db/case-facts.ts'
import { NOON } from '../support/listening-desk.ts'

const URL = 'https://posts.example/1'

function rightBy(connector: Connector | null) {
  const rights = createReplyRights(() => connector, new Map(), createSimulatedClock(NOON))
  const replyTarget = { key: 'k', nativeId: '1', url: URL, trigger: 'keyword', replyRef: {} }
  return rights.replyRight({ connectionId: 'c', network: 'bluesky', replyTarget } as CaseFacts)
}

describe('what a card says where nobody can answer from here', () => {
  it('is the network’s own reason, and what is missing where an account would help', () => {
    expect(rightBy(createHackerNewsConnector({ query: 'juniper' }))).toEqual({
      may: false,
      why: 'Hacker News takes no answers from programs.',
      openUrl: URL,
    })
    expect(rightBy(createBlueskyConnector({}))).toMatchObject({
      may: false,
      why: 'No Bluesky account is connected to answer with.',
    })
  })

  it('is that the source is read only where nobody knows more', () => {
    const mute = {
      ...createHackerNewsConnector({ query: 'juniper' }),
      canReply: () => true as const,
    }
    const why = 'This source is read only. Answer where it was posted.'
    expect(rightBy(mute)).toEqual({ may: false, why, openUrl: URL })
    expect(rightBy(null)).toEqual({ may: false, why, openUrl: URL })
  })
})
