import { createGitHubConnector } from '../../../connectors/github/connector.ts'
import { connectorContract } from '../../contract/connector-contract.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { startFakeGitHub, TOKEN } from '../../support/fake-github/fake-github.ts'

const REPO = 'harbor/beans'

connectorContract('GitHub', {
  supports: {
    edits: true,
    deletes: true,
    duplicates: true,
    outOfOrder: true,
    malformed: true,
    oversize: true,
    rateLimits: ['seconds', 'reset_epoch', 'past_reset', 'far_reset', 'missing', 'garbage'],
    drop: true,
    halfOpen: false,
    gaps: false,
    revoke: true,
  },
  stepMs: 5_000,
  async startFake(clock) {
    const github = await startFakeGitHub(clock)
    github.store.addRepo(REPO)
    const connector = createGitHubConnector({
      repositories: [REPO],
      account: 'harborbeans',
      pollSeconds: 30,
      baseUrl: github.apiUrl,
    })
    const keyOf = (id: number) => `github:${github.host}:issue-${id}`
    const find = (key: string) => {
      const thing = github.store.things.find(({ id }) => keyOf(id) === key)
      if (thing === undefined) throw new Error(`no ${key}`)
      return thing
    }
    const open = (body: string) => keyOf(github.store.openIssue(REPO, 'Coffee', body).id)
    return {
      connector,
      createCtx: (signal) => aCtx(clock, signal, { EARSHOT_GITHUB_TOKEN: TOKEN }).ctx,
      fake: {
        publish: open,
        edit: (key, text) => github.store.edit(find(key), text),
        remove: (key) => github.store.remove(find(key)),
        // A label or a comment moves an issue up without changing its words.
        duplicate: (key) => {
          find(key).updatedAt = github.store.now() + 1000
        },
        publishSwapped: (first, second) => {
          const newer = open(second)
          return [open(first), newer]
        },
        sendMalformed: () =>
          github.failNext({ kind: 'answer', status: 200, body: '[null,{"id":"x"},7]' }),
        sendOversize: () => void open('soup '.repeat(190_000)),
        rateLimit: (form) => void github.rateLimit(form),
        drop: () => github.failNext({ kind: 'cut' }),
        revoke: () => {
          github.state.token = 'another'
        },
        close: github.close,
      },
    }
  },
})
