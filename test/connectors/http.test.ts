import { ApiRequestError } from 'twitter-api-v2'
import { expect, it } from 'vitest'
import { toNetworkError as ofDiscord } from '../../connectors/discord/errors.ts'
import { sendRequest } from '../../connectors/http.ts'
import { toNetworkError as ofX } from '../../connectors/x/errors.ts'
import { systemClock } from '../../core/clock.ts'

/** What fetch throws: two words, with what happened as their cause. */
function failing(code: string): typeof fetch {
  const cause = Object.assign(new Error(code), { code })
  return () => Promise.reject(new TypeError('fetch failed', { cause }))
}

it.each([
  ['ENOTFOUND', 'its address was not found.'],
  ['EAI_AGAIN', 'its address was not found.'],
  ['ECONNREFUSED', 'nothing answers at its address.'],
  ['ECONNRESET', 'the connection broke.'],
  ['ENETUNREACH', 'this machine has no way there.'],
  ['UND_ERR_CONNECT_TIMEOUT', 'it did not answer in time.'],
])('says in words why a service could not be reached: %s', async (code, words) => {
  const world = { fetch: failing(code), clock: systemClock, signal: new AbortController().signal }
  await expect(
    sendRequest(world, 'https://news.example/', { service: 'The news' }),
  ).rejects.toMatchObject({ code: 'transient', message: `The news could not be reached: ${words}` })

  const cause = Object.assign(new Error(`getaddrinfo ${code} x`), { code })
  expect(ofDiscord(cause, 'read', 0).message).toBe(`Discord could not be reached: ${words}`)
})

it('says that the connection to X failed, where its library says nothing', () => {
  const cause = new ApiRequestError('Request failed.', { request: {} as never, error: new Error() })
  expect(ofX(cause, { doing: 'read', connected: false, now: 0 }).message).toBe(
    'X could not be reached: the connection failed.',
  )
})
