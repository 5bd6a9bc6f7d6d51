import { expect, it } from 'vitest'
import { COMPLAINT } from './slack-desk.ts'
import { openSlackPlays } from './slack-plays.ts'

/** EARSHOT_PLAYS=10000 plays that many: a quarter of an hour instead of seconds. */
const PLAYS = Number(process.env['EARSHOT_PLAYS'] ?? 200)
/** The fake Slack forgets nothing, so a long run begins anew after so many. */
const A_DESK = 500

it('lets no word out of Slack without the recorded press of somebody who may, and each only once', {
  timeout: 7_200_000,
}, async () => {
  let [words, approved] = [0, 0]
  for (let left = PLAYS; left > 0; left -= A_DESK) {
    const { all, play } = await openSlackPlays()
    const runs = Math.min(left, A_DESK)
    try {
      const played = await play(runs)
      expect(played).toMatchObject({ runs, why: '' })
      expect(all.slack.violations).toEqual([])
      words += played.words
      approved += played.approved
    } finally {
      await all.close()
    }
  }
  // A property about words says nothing where none leave, or where nobody has to agree.
  expect(words).toBeGreaterThan(PLAYS / 4)
  expect(approved).toBeGreaterThan(PLAYS / 50)
  if (PLAYS >= 1000) console.info({ plays: PLAYS, words, approved })
})

it('would find out words that nobody pressed, that somebody else pressed, or that came twice', async () => {
  const { all, judge } = await openSlackPlays()
  const say = (text: string) =>
    all.replies.push({ network: 'bluesky', to: 'planted', said: COMPLAINT, text, at: 0 })
  const press = { who: 'U_ines', text: 'Sorry.', approvedBy: [] }
  say('Sorry.')
  expect(await judge('planted', [])).toBe('nobody pressed “Sorry.”')
  expect(await judge('planted', [{ ...press, who: 'U_vic' }])).toBe('nobody pressed “Sorry.”')
  expect(await judge('planted', [press])).toContain('sent by the records “”')
  say('Sorry.')
  expect(await judge('planted', [press])).toBe('nobody pressed “Sorry.”')
  await all.close()
})
