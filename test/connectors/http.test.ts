import { expect, it } from 'vitest'
import { sendRequest } from '../../connectors/http.ts'
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
})
