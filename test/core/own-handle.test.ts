import { expect, it } from 'vitest'
import { namesUnknownNetwork, readOwnHandle } from '../../core/own-handle.ts'
import { isAccountOf } from '../../pipeline/steps/match.ts'
import { post } from '../support/listening-desk.ts'

it.each([
  ['@Juniper', null, 'juniper'],
  ['juniper.example', null, 'juniper.example'],
  ['@juniper@mastodon.example', null, 'juniper@mastodon.example'],
  ['x:@Juniper', 'x', 'juniper'],
  [' Google_Business: juniper ', 'google_business', 'juniper'],
])('reads %j as of %j, %j', (text, network, handle) => {
  expect(readOwnHandle(text)).toEqual({ network, handle })
  expect(namesUnknownNetwork(text)).toBe(false)
})

it('knows a network that is none', () => {
  expect(namesUnknownNetwork('twitter:juniper')).toBe(true)
})

it('takes nobody for us who bears our name on a network where it is not ours', () => {
  const { mention } = post('p', 'hello', { by: 'juniper' })
  const isOurs = (...handles: string[]) => isAccountOf(mention, { handles })
  expect(isOurs('juniper.example')).toBe(true)
  expect(isOurs('bluesky:@juniper.example')).toBe(true)
  expect(isOurs('x:juniper.example')).toBe(false)
  expect(isOurs('x:juniper.example', 'bluesky:juniper.example')).toBe(true)
})
