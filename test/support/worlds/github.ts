import type { Clock } from '../../../core/clock.ts'
import { OUR_USER, startFakeGitHub, TOKEN } from '../fake-github/fake-github.ts'
import type { NetworkWorld } from '../network-world.ts'

/** Issues of one repository. */
export async function onGitHub(clock: Clock): Promise<NetworkWorld> {
  const github = await startFakeGitHub(clock)
  const { store } = github
  store.addRepo('juniper/app')
  const known = (key: string) => {
    const thing = store.things.find(({ id }) => key === `github:${github.host}:issue-${id}`)
    if (thing === undefined) throw new Error(`no ${key}`)
    return thing
  }
  return {
    network: 'github',
    settings: {
      network: 'github',
      repositories: ['juniper/app'],
      account: OUR_USER.login,
      pollSeconds: 30,
      baseUrl: github.apiUrl,
    },
    secrets: { EARSHOT_GITHUB_TOKEN: TOKEN },
    say(author, text) {
      const user = { id: 50 + store.things.length, login: author, type: 'User' as const }
      const { id } = store.openIssue('juniper/app', `From ${author}`, text, { user })
      return `github:${github.host}:issue-${id}`
    },
    edit: (key, text) => store.edit(known(key), text),
    remove: (key) => store.remove(known(key)),
    cut: () => github.failNext({ kind: 'cut' }),
    answersTo: (key) =>
      store.things
        .filter(({ kind, number, user }) => {
          return kind === 'comment' && number === known(key).number && user.id === OUR_USER.id
        })
        .map(({ body }) => body),
    close: github.close,
  }
}
