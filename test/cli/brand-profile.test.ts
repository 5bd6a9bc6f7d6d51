import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { profileOf, readProfileFile, readProfiles } from '../../cli/brand-profile.ts'
import { UsageError } from '../../core/errors.ts'

const PUFFIN = { id: 'puffin', name: 'Puffin', handles: ['@puffin'], keywords: [], not: ['gulls'] }

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-profile-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(text: string): string {
  const file = join(folder, 'brand.json')
  writeFileSync(file, text)
  return file
}

describe('a brand profile', () => {
  it('is filled in where it says nothing, and read behind a byte order mark', () => {
    expect(readProfileFile(write('\uFEFF{"name":"Puffin"}'))).toEqual({
      id: 'Puffin',
      name: 'Puffin',
      handles: [],
      keywords: [],
      not: [],
    })
    expect(readProfiles(write(JSON.stringify([PUFFIN])))).toEqual(new Map([['puffin', PUFFIN]]))
  })

  it.each([
    [7, 'has 7 where a brand profile should be'],
    [null, 'has null where a brand profile should be'],
    [[PUFFIN], 'where a brand profile should be'],
    [{ name: '' }, 'a brand profile needs a "name"'],
    [{ ...PUFFIN, id: {} }, '"id" is {}; it is a text'],
    [{ ...PUFFIN, description: 7 }, '"description" is 7; it is a text'],
    [{ ...PUFFIN, handles: 'puffin' }, '"handles" is "puffin"; write it as a list'],
    [{ ...PUFFIN, not: [5] }, '"not" is [5]; write it as a list'],
    [{ ...PUFFIN, unsureBelow: { relevance: 60 } }, 'has 60 for "relevance"; it is a number'],
    [{ ...PUFFIN, unsureBelow: { sentiment: 'high' } }, 'has "high" for "sentiment"; it is a'],
    [{ ...PUFFIN, unsureBelow: { mood: 0.5 } }, 'has "mood"; it takes "relevance" and "sentiment"'],
    [{ ...PUFFIN, unsureBelow: 0.6 }, 'is 0.6; write it as {"relevance"'],
  ])('is refused in words where it is %j', (value, said) => {
    expect(() => profileOf(value, 'brand.json')).toThrow(UsageError)
    expect(() => profileOf(value, 'brand.json')).toThrow(said)
  })

  it('says of a list that is none, and of a file that is no JSON, which file it is', () => {
    expect(() => readProfiles(write('{"name":"Puffin"}'))).toThrow('brand.json is no list')
    expect(() => readProfileFile(write('puffin'))).toThrow('brand.json cannot be read as JSON')
  })
})
