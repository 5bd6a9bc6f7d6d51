import { createMastodonConnector } from '../../../connectors/mastodon/connector.ts'
import { connectorContract } from '../../contract/connector-contract.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { drillsOf } from '../../support/fake-mastodon/drills.ts'
import { startFakeMastodon } from '../../support/fake-mastodon/server.ts'
import { OUR_TOKEN } from '../../support/fake-mastodon/tokens.ts'
import { DOMAIN } from '../../support/fake-mastodon/world.ts'

connectorContract('Mastodon', {
  async startFake(clock) {
    const fake = await startFakeMastodon(clock)
    const connector = createMastodonConnector({
      server: DOMAIN,
      account: '@juniper',
      hashtags: ['coffee'],
      baseUrl: fake.url,
    })
    const secrets = { EARSHOT_MASTODON_TOKEN: OUR_TOKEN }
    return {
      fake: drillsOf(fake),
      connector,
      createCtx: (signal) => aCtx(clock, signal, secrets).ctx,
    }
  },
  supports: {
    edits: true,
    deletes: true,
    duplicates: true,
    outOfOrder: true,
    malformed: true,
    oversize: true,
    rateLimits: [
      'reset_iso',
      'reset_epoch',
      'seconds',
      'date',
      'missing',
      'garbage',
      'past_reset',
      'far_reset',
    ],
    drop: true,
    halfOpen: true,
    gaps: false,
    revoke: true,
  },
})
