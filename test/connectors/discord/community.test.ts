import { afterEach, describe, expect, it } from 'vitest'
import { openDiscord } from '../../support/discord-desk.ts'
import { FORUM } from '../../support/fake-discord/world.ts'

let desk: Awaited<ReturnType<typeof openDiscord>>
afterEach(() => desk.close())

const TAGS = [
  { id: '71', name: 'beans' },
  { id: '72', name: 'delivery' },
]

describe('a forum on Discord', () => {
  it('is heard with the title and the tags of each post, its answers below it', async () => {
    desk = await openDiscord()
    const forum = desk.discord.addChannel('help', { type: FORUM, availableTags: TAGS })
    const heard = await desk.listenLive()
    const post = desk.discord.post(forum.id, 'My beans came late', 'Three days too late.', ['72'])
    desk.discord.say('Mine too', { channelId: post.channel_id, replyTo: post.id })
    await desk.until('both', () => heard.mentions().length === 2)
    const [first, second] = heard.mentions()
    expect(first).toMatchObject({
      title: 'My beans came late',
      text: 'Three days too late.',
      hashtags: ['delivery'],
      parents: { root: post.id, container: { name: '#My beans came late' } },
    })
    expect(second).toMatchObject({ hashtags: [], parents: { root: post.id, replyTo: post.id } })
    expect(second?.title).toBeUndefined()
  })

  it('is read the same way where posts were written while we were away, closed ones too', async () => {
    desk = await openDiscord()
    const forum = desk.discord.addChannel('help', { type: FORUM, availableTags: TAGS })
    const first = await desk.listenLive()
    await first.stop()
    await desk.clock.advance(60_000)
    const open = desk.discord.post(forum.id, 'Still open', 'where is my cup', ['71', '72'])
    const closed = desk.discord.post(forum.id, 'Closed by now', 'found it')
    desk.discord.channels.get(closed.channel_id)!.archivedAt = new Date(
      desk.clock.now(),
    ).toISOString()
    const second = await desk.listenLive(first.cursor)
    const titles = new Map(second.mentions().map((one) => [one.nativeId, one.title]))
    expect(titles).toEqual(
      new Map([
        [open.id, 'Still open'],
        [closed.id, 'Closed by now'],
      ]),
    )
    expect(second.mentions().find(({ nativeId }) => nativeId === open.id)?.hashtags).toEqual([
      'beans',
      'delivery',
    ])
  })
})

describe('reactions on Discord', () => {
  it('are counted, of a burst only the last, and again when they go', async () => {
    desk = await openDiscord()
    const heard = await desk.listenLive()
    const { id } = desk.say('best flat white in town')
    await desk.until('the post', () => heard.mentions().length === 1)
    for (const by of ['8', '9', '10']) desk.discord.react(id, '❤️', by)
    const likes = () =>
      heard.items.flatMap((i) => (i.type === 'metrics' ? (i.metrics.likes ?? []) : []))
    await desk.until('three', () => likes().at(-1) === 3)
    desk.discord.react(id, '❤️', '8', -1)
    await desk.until('two', () => likes().at(-1) === 2)
    const asked = desk.discord.requests.filter(({ route }) => route.endsWith(`/messages/${id}`))
    expect(asked.length).toBeLessThanOrEqual(3)
    // A message that is gone is no error.
    desk.discord.react(id, '❤️', '11')
    desk.discord.remove(id)
    desk.say('next')
    await desk.until('the next', () => heard.texts().includes('next'))
    await desk.clock.advance(30_000)
    expect(heard.errors).toEqual([])
  })
})

describe('/advocate on Discord', () => {
  it('is made known once connected, with a word for each of its three acts', async () => {
    desk = await openDiscord()
    await desk.listenLive()
    await desk.until('the command', () => desk.discord.commands.size > 0)
    const options = desk.discord.commands.get('advocate')?.['options'] as { name: string }[]
    expect(options.map(({ name }) => name)).toEqual(['join', 'leave', 'forget'])
  })

  it('tells what members said of themselves, and answers only them, once it is stored', async () => {
    desk = await openDiscord()
    const { discord, channelId } = desk
    const heard = await desk.listenLive()
    const tokens = ['join', 'leave', 'forget', 'dance'].map((word) =>
      discord.command('advocate', word, channelId),
    )
    discord.command('weather', 'now', channelId)
    const answers = () => tokens.map((token) => discord.answers.get(token) ?? '')
    await desk.until('the answers', () => answers().every((text) => text.length > 5))
    const consents = heard.items.flatMap((i) => (i.type === 'consent' ? [i.consent] : []))
    expect(consents.map(({ act, author, network }) => [act, author, network])).toEqual(
      ['join', 'leave', 'forget'].map((act) => [
        act,
        { id: '7', handle: 'mara', name: 'Mara' },
        'discord',
      ]),
    )
    expect(answers()[0]).toContain('You are in.')
    expect(answers()[3]).toContain('/advocate leave:')
    expect(discord.answers.size).toBe(4)
    expect(discord.channels.get(channelId)?.messages).toEqual([])
    expect(heard.errors).toEqual([])
  })

  it('goes on listening where Discord does not take the command or the answer', async () => {
    desk = await openDiscord()
    const broken = {
      kind: 'answer',
      status: 403,
      body: '{"message":"Missing Access","code":50001}',
    } as const
    desk.discord.failNext(/applications\/901\/commands/, broken)
    desk.discord.failNext(/@original/, broken)
    const heard = await desk.listenLive()
    desk.discord.command('advocate', 'join', desk.channelId)
    await desk.until('the word', () => heard.items.some(({ type }) => type === 'consent'))
    desk.say('still here')
    await desk.until('the next', () => heard.texts().includes('still here'))
    expect(heard.errors).toEqual([])
  })
})

it('staff on Discord are told by their number, never by a name', async () => {
  desk = await openDiscord({ ours: ['42'] })
  const heard = await desk.listenLive()
  desk.say('we open at eight', { author: { id: '42', username: 'noor', global_name: 'Noor' } })
  desk.say('so do we', { author: { id: '43', username: 'earshot', global_name: 'Earshot' } })
  await desk.until('both', () => heard.mentions().length === 2)
  expect(heard.mentions().map(({ author }) => author.isSelf)).toEqual([true, false])
})
