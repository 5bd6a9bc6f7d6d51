import type { Step } from '../draft.ts'

/** Notes what a day counts the post for beside its aspects: its network, and the known topics it touches. */
export const topics: Step = {
  name: 'topics',
  run({ mention, labels }, { watchList }) {
    const network = `@${mention.network}`
    for (const label of labels) {
      const matcher = watchList.topics?.get(label.brandId)
      const touched = matcher === undefined ? [] : matcher(mention.text).map((key) => `~${key}`)
      label.topics = [network, ...touched]
    }
    return 'ok'
  },
}
