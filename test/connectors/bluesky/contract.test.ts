import { createBlueskyConnector } from '../../../connectors/bluesky/connector.ts'
import { connectorContract } from '../../contract/connector-contract.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { startFakeBluesky } from '../../support/fake-bluesky/fake-bluesky.ts'

connectorContract('Bluesky', {
  async startFake(clock) {
    const fake = await startFakeBluesky(clock)
    const connector = createBlueskyConnector({
      hosts: [fake.url, `${fake.url}/`],
      baseUrl: fake.url,
      wanted: () => true,
    })
    return { fake, connector, createCtx: (signal) => aCtx(clock, signal).ctx }
  },
  supports: {
    edits: true,
    deletes: true,
    duplicates: true,
    outOfOrder: true,
    malformed: true,
    oversize: true,
    rateLimits: [],
    drop: true,
    halfOpen: true,
    gaps: true,
    revoke: false,
  },
})
