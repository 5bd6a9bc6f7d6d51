import { describe, expect, it } from 'vitest'
import { type CaseEventView, eventLine, threadNote } from '../../views/thread-note.ts'

const NOW = Date.UTC(2026, 10, 19, 13, 30)

function event(more: Partial<CaseEventView> = {}): CaseEventView {
  return {
    id: 7,
    kind: 'case.claim',
    at: NOW,
    by: 'Sam',
    toStatus: 'claimed',
    posts: null,
    reply: null,
    ...more,
  }
}

const reply: NonNullable<CaseEventView['reply']> = {
  kind: 'reply',
  text: 'I am sorry,\nNadia.',
  error: null,
  network: 'x',
  account: '@cafe',
  gift: null,
}

const GIVEN = {
  to: null,
  words: null,
  until: null,
  other: null,
  zone: 'UTC',
  give: 'A coffee',
  worth: 4.5,
  currency: 'EUR',
}

/** What people read, without the blocks around it. */
function words(...events: CaseEventView[]): string {
  const message = threadNote(events, NOW, 'UTC')
  return (message?.blocks ?? [])
    .flatMap((block) => (block.type === 'rich_text' ? block.elements : []))
    .flatMap(({ elements }) => elements)
    .map((element) =>
      'text' in element ? element.text : 'user_id' in element ? `<@${element.user_id}>` : '',
    )
    .join('')
}

describe('the history of a case in the thread of its card', () => {
  it.each<[string, Partial<CaseEventView>]>([
    ['Sam claimed this.', {}],
    ['Sam resolved this.', { kind: 'case.resolve' }],
    ['Sam opened this again.', { kind: 'case.reopen' }],
    ['Sam made good with A coffee (€4.50).', { kind: 'case.amends', about: GIVEN }],
    [
      'Sam made good with A coffee (4.50).',
      { kind: 'case.amends', about: { ...GIVEN, currency: null } },
    ],
    ['A reply by Sam is on its way to X.', { kind: 'case.reply', reply }],
    [
      'Thanks by Sam are on their way to X.',
      { kind: 'case.thank', reply: { ...reply, kind: 'thank' } },
    ],
    [
      'Sam asks for a gift (cake) to go with the thanks. A second person decides.',
      {
        kind: 'case.thank',
        toStatus: 'waiting_approval',
        reply: { ...reply, kind: 'thank', gift: 'cake' },
      },
    ],
    ['Sam agreed to the gift. The thanks are on their way.', { kind: 'grant.approve' }],
    ['Sam did not agree to the gift. Nothing was sent.', { kind: 'grant.refuse' }],
    ['Reply sent on X as @cafe: “I am sorry, Nadia.”', { kind: 'reply.sent', by: null, reply }],
    [
      'Reply not delivered: the post is gone.',
      { kind: 'reply.failed', by: null, reply: { ...reply, error: 'the post is gone.' } },
    ],
    [
      'We are checking whether the reply arrived on X.',
      { kind: 'reply.ambiguous', by: null, reply },
    ],
    [
      'A further post joined this case. It has 3 posts now.',
      { kind: 'post.joined', by: null, posts: 3 },
    ],
    ['The author edited a post.', { kind: 'post.edited', by: null }],
    ['The author removed a post.', { kind: 'post.removed', by: null }],
  ])('says: %s', (line, more) => {
    expect(words(event(more))).toBe(line)
  })

  it('never shows a code: thanks with a gift are named, not quoted', () => {
    const text = 'Thank you!\n\nA gift from us.\nCAKE-1'
    const sent = event({
      kind: 'reply.sent',
      reply: { ...reply, kind: 'thank', text, gift: 'cake' },
    })
    expect(words(sent)).toBe('Thanks sent on X as @cafe, with a gift (cake).')
    expect(JSON.stringify(threadNote([sent], NOW, 'UTC'))).not.toContain('CAKE-1')
  })

  it('says nothing where there is nothing to say', () => {
    expect(eventLine(event({ kind: 'case.opened' }))).toBeNull()
    expect(threadNote([event({ kind: 'case.opened' })], NOW, 'UTC')).toBeNull()
    expect(threadNote([], NOW, 'UTC')).toBeNull()
  })

  it('puts what is due together into one message, posts that joined one after another as one line', () => {
    const joined = (id: number, posts: number) => event({ id, kind: 'post.joined', posts })
    expect(
      words(event(), joined(8, 2), joined(9, 3), event({ id: 10, kind: 'case.resolve' })),
    ).toBe(
      'Sam claimed this.\nA further post joined this case. It has 3 posts now.\nSam resolved this.',
    )
  })

  it('says when it happened where it is told late', () => {
    expect(words(event({ at: NOW - 20 * 60_000 }))).toBe('13:10 · Sam claimed this.')
    expect(words(event({ at: NOW - 86_400_000 }))).toBe('13:30 on 18 November · Sam claimed this.')
  })

  it('keeps hostile text as text, calls nobody and stays short', () => {
    const text = `<!channel> *bold* <@U_mara> ${'x'.repeat(5000)}`
    const message = threadNote(
      [event({ kind: 'reply.sent', by: '<!here>', reply: { ...reply, text } })],
      NOW,
      'UTC',
    )
    expect(message?.text).toContain('&lt;!channel&gt;')
    expect(message?.text).not.toContain('<')
    expect(words(event({ kind: 'reply.sent', reply: { ...reply, text } })).length).toBeLessThan(300)
    expect(words(event({ by: '<!here>' }))).toBe('<!here> claimed this.')
  })

  it('has a block id of its own, so that no two notes share one', () => {
    const ids = [1, 2].map((id) => threadNote([event({ id })], NOW, 'UTC')?.blocks[0]?.block_id)
    expect(new Set(ids).size).toBe(2)
  })
})
