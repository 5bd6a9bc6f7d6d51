import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { serveWeb } from '../../cli/serve-web.ts'
import { openWebDesk } from '../support/web-desk.ts'

const SHORT = {
  headersTimeout: 100,
  requestTimeout: 100,
  timeout: 200,
  connectionsCheckingInterval: 20,
}

it.each([
  ['says nothing', ''],
  ['never ends what it asks for', 'POST /sign-in HTTP/1.1\r\nhost: desk\r\n'],
  [
    'never sends its form',
    'POST /sign-in HTTP/1.1\r\nhost: desk\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 9\r\n\r\n',
  ],
])('hangs up on a connection that %s, and goes on answering', async (_, words) => {
  const desk = await openWebDesk()
  const hooks = () => new Response('no hooks here', { status: 404 })
  const server = await serveWeb({ port: 0, db: desk.db, hooks, patience: SHORT }, desk.deps)
  onTestFinished(async () => {
    await server.close()
    await desk.db.close()
  })
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1')
  socket.on('error', () => {}).resume()
  socket.write(words)
  await once(socket, 'close')
  expect((await fetch(`${server.address}/livez`)).status).toBe(200)
})
