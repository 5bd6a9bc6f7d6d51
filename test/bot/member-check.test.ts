import { describe, expect, it } from 'vitest'
import { createMemberCheck } from '../../bot/member-check.ts'
import { createSimulatedClock } from '../../core/clock.ts'

const MINUTE = 60_000
type Check = Parameters<typeof createMemberCheck>[0]

/** A Slack that answers with this user, fails, or never answers. */
function slackWith() {
  const slack = { asked: 0, user: {} as object | 'away' | 'silent' | undefined }
  const info = async () => {
    slack.asked++
    if (slack.user === 'away') throw new Error('no network')
    if (slack.user === 'silent') return new Promise<never>(() => {})
    return { ok: true, user: slack.user }
  }
  const clock = createSimulatedClock(0)
  return { slack, clock, isMember: createMemberCheck(info as unknown as Check, clock) }
}

describe('whether Slack calls somebody a full member', () => {
  it.each([
    ['a member', {}, true],
    ['a guest of several channels', { is_restricted: true }, false],
    ['a guest of one channel', { is_ultra_restricted: true }, false],
    ['somebody of another company', { is_stranger: true }, false],
    ['a deactivated account', { deleted: true }, false],
    ['nobody', undefined, false],
  ])('%s', async (_, user, expected) => {
    const { slack, isMember } = slackWith()
    slack.user = user
    expect(await isMember('U1')).toBe(expected)
  })

  it('is asked once in ten minutes, and then again', async () => {
    const { slack, clock, isMember } = slackWith()
    await isMember('U1')
    slack.user = { is_restricted: true }
    await clock.advance(9 * MINUTE)
    expect(await isMember('U1')).toBe(true)
    expect(slack.asked).toBe(1)
    await clock.advance(MINUTE)
    expect(await isMember('U1')).toBe(false)
  })

  it('is unknown, never yes, where Slack said nothing yet', async () => {
    const { slack, isMember } = slackWith()
    slack.user = 'away'
    expect(await isMember('U1')).toBe('unknown')
  })

  it('stays what it was for a day while Slack is away', async () => {
    const { slack, clock, isMember } = slackWith()
    await isMember('U1')
    slack.user = 'away'
    await clock.advance(23 * 60 * MINUTE)
    expect(await isMember('U1')).toBe(true)
    await clock.advance(60 * MINUTE)
    expect(await isMember('U1')).toBe('unknown')
  })

  it('is what it was where Slack does not answer in time for a press', async () => {
    const { slack, clock, isMember } = slackWith()
    await isMember('U1')
    await clock.advance(11 * MINUTE)
    slack.user = 'silent'
    const answer = isMember('U1')
    await clock.advance(800)
    expect(await answer).toBe(true)
    expect(clock.sleepers).toBe(0)
  })
})
