import { expect } from 'vitest'
import type { FakeView } from '../support/fake-slack/words.ts'
import { seedStaff } from '../support/seed.ts'
import { CHANNEL, COMPLAINT, openSlackDesk, PRAISE, type SlackDesk, words } from './slack-desk.ts'

export interface CommandDesk extends SlackDesk {
  /** What a command was answered, for its typist alone. */
  ask(user: string, line: string, channel?: string): Promise<string>
  /** The dialog that something opened. */
  dialog(user: string, open: () => Promise<unknown>): Promise<FakeView>
}

/** A desk with a viewer, a guest of another company, a complaint of Nadia's (`cold`) and a praise of Omar's (`kind`). */
export async function openCommandDesk(): Promise<CommandDesk> {
  const all = await openSlackDesk({ staff: [{ id: 'vic', role: 'viewer' }] })
  const { slack } = all
  slack.addUser({ id: 'U_guest', name: 'guest', is_stranger: true, team_id: 'T_OTHER' })
  await seedStaff(all.db, 'guest', { slack_user_id: 'U_guest', role: 'owner', created_at: 1 })
  await all.hear('cold', `${COMPLAINT} <!channel> https://evil.example/x`, { by: 'nadia' })
  await all.hear('kind', PRAISE, { by: 'omar' })
  return {
    ...all,
    async ask(user, line, channel = CHANNEL) {
      const before = slack.ephemerals(user).length
      const answer = await slack.command(user, line, channel)
      expect(answer.acked).toBe(true)
      await slack.until(() => slack.ephemerals(user).length > before, `an answer to ${line}`)
      return words(slack.ephemerals(user).at(-1)?.blocks)
    },
    async dialog(user, open) {
      await open()
      await slack.until(() => slack.views(user).length > 0, 'the dialog')
      return slack.views(user)[0] as FakeView
    },
    /** Whatever was typed broke no rule of Slack, and brought no foreign link to life. */
    async close() {
      await all.close()
      expect(slack.violations).toEqual([])
      expect(slack.foreignLinks()).toEqual([])
      const living = slack.liveTokens.filter(({ kind }) => kind !== 'user' && kind !== 'link')
      expect(living).toEqual([])
    },
  }
}
