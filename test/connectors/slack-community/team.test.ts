import { afterEach, expect, it } from 'vitest'
import {
  type CommunityDesk,
  LOUNGE,
  MIRA,
  openCommunity,
  TOM,
} from '../../support/slack-community.ts'

let desk: CommunityDesk
afterEach(() => desk.close())

it('whoever joins the team while we listen is one of us within ten minutes', async () => {
  const people: string[] = []
  desk = await openCommunity({ desk: async () => ({ channels: [], people }) })
  const { slack, clock } = desk
  const heard = await desk.listenLive()
  void slack.say(TOM, LOUNGE, 'juniper is a nice place')
  await desk.until('the guest', () => heard.texts().includes('juniper is a nice place'))
  people.push(TOM)
  const due = clock.now() + 11 * 60_000
  await desk.until('eleven minutes', () => clock.now() >= due, 5000)
  void slack.say(TOM, LOUNGE, 'juniper pays my wages')
  void slack.say(MIRA, LOUNGE, 'juniper was cold')
  await desk.until('the next guest', () => heard.texts().includes('juniper was cold'))
  const ours = heard.mentions().filter(({ author }) => author.id === TOM && !author.isSelf)
  expect(ours.map(({ text }) => text)).toEqual(['juniper is a nice place'])
  expect(heard.errors).toEqual([])
})
