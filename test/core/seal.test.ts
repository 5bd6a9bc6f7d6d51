import { expect, it } from 'vitest'
import { createSeal } from '../../core/seal.ts'

const seal = createSeal('a key for the tests only')

it('opens what it sealed, and nothing that was changed, cut or sealed elsewhere', () => {
  const sealed = seal.seal('CAKE-1')
  expect(seal.open(sealed)).toBe('CAKE-1')
  const [form = '', nonce = '', tag = '', body = ''] = sealed.split('.')
  const cut = Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url')
  const turned = Buffer.from(body, 'base64url').map((byte) => byte ^ 1)
  for (const other of [
    [form, nonce, cut, body],
    [form, nonce, '', body],
    [form, nonce, tag, Buffer.from(turned).toString('base64url')],
    ['v0', nonce, tag, body],
  ])
    expect(() => seal.open(other.join('.'))).toThrow()
  expect(() => createSeal('another key for the tests').open(sealed)).toThrow()
})
