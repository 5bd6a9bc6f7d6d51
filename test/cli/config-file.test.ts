import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfigFile } from '../../cli/config-file.ts'
import { messageOf, UsageError } from '../../core/errors.ts'
import { redact } from '../../core/redact.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function faultOf(text: string | Buffer): string {
  const file = join(folder, 'bad.yaml')
  writeFileSync(file, text)
  return refusalOf(file)
}

function refusalOf(file: string): string {
  try {
    readConfigFile(file)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return messageOf(error)
  }
  throw new Error('the settings were taken')
}

/** Nine to the tenth words out of half a page. */
const BOMB = ['a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]']
  .concat(
    [...'bcdefghij'].map((name, i) => {
      const before = 'abcdefghij'.charAt(i)
      return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`
    }),
  )
  .join('\n')

describe('settings that are wrong', () => {
  it.each([
    ['a bomb of aliases', BOMB],
    ['an alias of nothing', 'brands: []\nstaff: [*nobody]'],
    ['an open bracket', 'brands: ['],
    ['no settings at all', 'just words'],
    ['a list', '[]'],
    ['a nest without end', `brands: ${'['.repeat(20_000)}`],
    ['no text at all', Buffer.from([0xff, 0xfe, 0, 1, 2])],
    ['a list that holds itself', 'brands: &all\n  - *all'],
  ])('are refused with the name of the file: %s', (_, text) => {
    expect(faultOf(text)).toContain('bad.yaml')
  })

  it('name the query that cannot be read, and where', () => {
    const queries = `["juniper coffee", "((((", "NOT tea"]`
    const fault = faultOf(`brands: [{ id: a, name: A, queries: ${queries} }]`)
    expect(fault).toMatch(/brands\.0\.queries\.1: line 1, column \d+: ./)
    expect(fault).toMatch(/brands\.0\.queries\.2: line 1, column \d+: ./)
    expect(fault).not.toContain('queries.0')
  })

  it.each(['\\0', '\\x1b[31m', '\\u202e', '\\ud800'])(
    'name what holds signs that nobody sees: %s',
    (sign) => {
      const fault = faultOf(`brands: [{ id: a, name: "Juniper${sign}", queries: [juniper] }]`)
      expect(fault).toContain('signs in it that nobody sees')
      expect(fault).toContain('\n  brands.0.name')
    },
  )

  it.each([
    [
      'an open quote',
      'brands:\n  - id: cafe\n    name: "My Café\n    zone: UTC\n',
      'line 3: a quote opens',
    ],
    [
      'an open bracket',
      'brands:\n  - not: [gin, tea\n    id: a',
      'line 3: a bracket that opens there or above',
    ],
    ['an open brace', 'slack: { channel: C1', 'line 1: a bracket that opens there'],
    [
      'a bare @',
      'brands:\n  - handles: @cafe',
      'line 2: what begins with @ has to stand in quotes.',
    ],
    ['a tab', 'brands:\n\t- id: a', 'line 2 begins with a tab. Use spaces.'],
    ['a key twice', 'brands: []\nbrands: []', 'line 2: this key stands there twice.'],
    [
      'an entry out of line',
      'brands:\n  - id: a\n staff: []',
      'line 3 begins too far left or right.',
    ],
    ['a second colon', 'brands:\n  - name: Café: the good one', 'line 2 has a second colon.'],
    ['no space', 'slack:\n  channel:C1\n  night: a', 'line 2: a key needs a colon and a space'],
    ['a word too many', "brands:\n  - name: 'it's'", 'line 2: look there and at the line above'],
  ])('are answered with the line and the mend: %s', (_, text, words) => {
    expect(faultOf(text)).toContain(`bad.yaml cannot be read: ${words}`)
  })

  it.each(['', '\n\n', '# only a remark\n'])(
    'are not taken from an empty file, which would take out everything: %j',
    (text) => {
      expect(faultOf(text)).toContain('bad.yaml is empty, so nothing was changed.')
    },
  )

  it('says of a nest without end that it lies too deep', () => {
    expect(faultOf(`brands: ${'['.repeat(20_000)}`)).toMatch(/lists lie too deep at line 1/)
  })

  it.each([
    ['a bomb of aliases', BOMB],
    ['a list that holds itself', 'brands: &all\n  - *all'],
  ])('says in plain words what is wrong with %s', (_, text) => {
    expect(faultOf(text)).toContain('Write out what it stands for instead of using & and *.')
  })

  it.each([
    ['the letters of an old Windows', Buffer.from('brands: [{ name: Café }]', 'latin1')],
    ['two bytes a letter', Buffer.from('\ufeffbrands: []', 'utf16le')],
  ])('asks for UTF-8 instead of taking a broken name from %s', (_, bytes) => {
    expect(faultOf(bytes)).toContain('is not saved as UTF-8')
  })

  it('does not print what lies below a key of the wrong kind', () => {
    const fault = faultOf('brands:\n  - {id: a, name: {x: my-own-words}, queries: [a]}')
    expect(fault).toContain('brands.0.name: found a group of keys.')
    expect(fault).not.toContain('my-own-words')
  })

  it('are refused with the name of the file: a folder', () => {
    const file = join(folder, 'folder.yaml')
    mkdirSync(file)
    expect(refusalOf(file)).toContain('folder.yaml could not be read')
  })

  it.each([
    'brands: []\nslack: { channel: C1, botToken: NotForEyes }',
    'brands: []\nslack: xoxb-1234567890-NotForEyes',
    'brands: []\nxoxb-1234567890-NotForEyes: 1',
    'brands: []\nconnections:\n  - { id: x, network: x, apiKey: NotForEyes }',
    'brands: []\nDISCORD_TOKEN: NotForEyes',
    'brands: []\npassword: "NotForEyes',
  ])('never show a secret that stands in the wrong place: %s', (text) => {
    // What main.ts prints is redacted once more; shapes it knows may stand in the message.
    expect(redact(faultOf(text))).not.toContain('NotForEyes')
  })
})
