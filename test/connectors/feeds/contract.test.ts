import { createFeedsConnector } from '../../../connectors/feeds/connector.ts'
import { connectorContract } from '../../contract/connector-contract.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { startFakeFeeds } from '../../support/fake-feeds.ts'

connectorContract('A feed', {
  async startFake(clock) {
    const fake = await startFakeFeeds(clock)
    const connector = createFeedsConnector({ urls: [fake.feedUrl], everyMs: 2_000 })
    return { fake, connector, createCtx: (signal) => aCtx(clock, signal).ctx }
  },
  supports: {
    edits: true,
    deletes: true,
    duplicates: true,
    outOfOrder: true,
    malformed: true,
    oversize: true,
    rateLimits: ['seconds', 'date', 'missing', 'garbage', 'past_reset', 'far_reset'],
    drop: true,
    halfOpen: false,
    gaps: true,
    revoke: false,
  },
})
