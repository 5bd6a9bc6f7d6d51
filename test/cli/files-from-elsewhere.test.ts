import { describe, expect, it } from 'vitest'
import { SETTINGS, typeInAShop } from './type-commands.ts'

const { earshot, write } = typeInAShop()

describe('files from elsewhere', () => {
  it('are told line by line where a post of them is broken, and the others are taken', async () => {
    write('earshot.yaml', SETTINGS)
    await earshot(['apply'])
    const file = write(
      'posts.jsonl',
      ['{"broken', '[]', '{"id":"1","text":"juniper coffee was cold"}'].join('\n'),
    )
    const ended = await earshot(['import', file])
    expect(ended.out).toContain('3 rows read, 1 post, 2 rows with a fault.')
    expect(ended.out).toContain('Line 1: ')
    expect(ended.code).toBe(0)
  })

  it('are about the brand that is named, whether or not they name it', async () => {
    write('earshot.yaml', SETTINGS)
    await earshot(['apply'])
    const file = write('reviews.csv', 'id,text\n1,The cake was lovely\n')
    const ended = await earshot(['import', file, '--brand', 'juniper', '--json'])
    expect(JSON.parse(ended.out)).toMatchObject({ rows: 1, stored: { inserted: 1 } })
  })

  it('answer a bad line to classify with its fault, and the next one with its meaning', async () => {
    const ended = await earshot(['classify'], 'no json\n{"id":7,"text":"I love this place"}\n')
    const [bad, good] = ended.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(bad).toMatchObject({ id: null, error: expect.stringContaining('not a JSON object') })
    expect(good).toMatchObject({ id: 7, sentiment: { label: expect.any(String) } })
  })

  it('say which words of a line to classify are none', async () => {
    const lines = [
      '{"id":1,"text":7}',
      '{"id":2,"text":"good","parent":5}',
      '{"id":3,"text":"good","lang":["en"]}',
      '{"id":4,"text":"good","lang":null}',
    ]
    const ended = await earshot(['classify'], lines.join('\n'))
    const answers = ended.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(answers.slice(0, 3)).toEqual([
      { id: 1, error: 'The "text" of the line is no text.' },
      { id: 2, error: 'The "parent" of the line is no text.' },
      { id: 3, error: 'The "lang" of the line is no text.' },
    ])
    expect(answers[3]).toMatchObject({ id: 4, sentiment: { label: expect.any(String) } })
  })

  it('say once of a brand to classify for that its profile is missing, and take the one that was given', async () => {
    const lines = ['"puffin"', '"puffin"', '"cafe"'].map(
      (brand, id) => `{"id":${id},"text":"Puffin Cafe is lovely","brand":${brand}}`,
    )
    write('brand.json', '{"id":"puffin","name":"Puffin Cafe"}')
    const bare = await earshot(['classify'], lines.join('\n'))
    expect(bare.err.match(/brand "puffin"/g)).toHaveLength(1)
    expect(bare.err).toContain('--brands FILE')
    expect(bare.out.trim().split('\n')).toHaveLength(3)
    const given = await earshot(['classify', '--profile', 'brand.json'], lines.join('\n'))
    expect(given.err.match(/brand "/g)).toHaveLength(1)
    expect(given.err).toContain('brand "cafe"')
  })

  it('say of a list where one post should stand that it is no object', async () => {
    const ended = await earshot(['classify'], '[1,2]\n')
    expect(JSON.parse(ended.out)).toEqual({
      id: null,
      error: expect.stringContaining('not a JSON object'),
    })
  })

  it('refuse a brand profile that is none before anything is judged', async () => {
    write('brand.json', '{"name":"Puffin","handles":"puffin"}')
    const ended = await earshot(['classify', '--profile', 'brand.json'], '{"text":"hello"}\n')
    expect(ended.code).toBe(2)
    expect(ended.err).toContain('brand.json: "handles" is "puffin"; write it as a list')
    expect(ended.out).toBe('')
  })

  it('read a JSON line whole that has a line separator of Unicode in it', async () => {
    const ended = await earshot(['classify'], '{"id":7,"text":"I love\u2028this\u2029place"}\r\n')
    expect(ended.out.trim().split('\n')).toHaveLength(1)
    expect(JSON.parse(ended.out)).toMatchObject({ id: 7, sentiment: { label: 'positive' } })
  })

  it('go on to the next line behind one whose id cannot be written', async () => {
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`
    const lines = `{"id":${deep},"text":"I love this place"}\n{"id":8,"text":"I love this place"}\n`
    const ended = await earshot(['classify'], lines)
    expect(
      ended.out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: unknown }).id),
    ).toEqual([null, 8])
    expect(ended.code).toBe(0)
  })

  it.each([
    ['is not there', null],
    ['has a quotation mark that never closes', 'code\n"CAKE-SECRET\n'],
  ])(
    'of gift codes are refused in words, and no code is printed, where one %s',
    async (_, text) => {
      if (text !== null) write('codes.csv', text)
      const ended = await earshot([
        'codes',
        'import',
        'codes.csv',
        '--reward',
        'cake',
        '--as',
        'olga',
      ])
      expect(ended.code).toBe(2)
      expect(ended.err).toContain('codes.csv')
      expect(ended.err).not.toMatch(/CAKE-SECRET|ENOENT/)
    },
  )
})
