import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { retryAtOf } from '../../connectors/http.ts'
import { createSafeFetch, isPublicAddress } from '../../connectors/safe-fetch.ts'

describe('a private address is never connected to', () => {
  let connects = 0
  const server = createServer((_request, response) => {
    response.writeHead(302, { location: 'http://somewhere.example/' }).end()
  })
  server.on('connection', () => connects++)
  let port = 0
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => server.close())

  const literals = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '198.18.0.1',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[fc00::1]',
    '[fe80::1]',
    '[ff02::1]',
    '[2002:7f00:1::]',
    '[64:ff9b::7f00:1]',
    '[2001:db8::1]',
    '[::127.0.0.1]',
    '127.0.0.1.',
  ]
  it.each(literals)('refuses %s however it is written', async (host) => {
    const safeFetch = createSafeFetch({ allowPrivateAddresses: false })
    await expect(safeFetch(`http://${host}/`)).rejects.toMatchObject({ code: 'refused' })
    expect(connects).toBe(0)
  })

  it('refuses a name that leads to one, also among public ones and also after a first good look', async () => {
    let looks = 0
    const safeFetch = createSafeFetch({
      allowPrivateAddresses: false,
      resolve: async () => {
        looks++
        return [
          { address: '127.0.0.1', family: 4 },
          { address: '93.184.215.14', family: 4 },
        ]
      },
    })
    await expect(safeFetch('http://rebound.example/')).rejects.toMatchObject({ code: 'refused' })
    expect(looks).toBe(1)
    expect(connects).toBe(0)
  })

  it('refuses other ports, other schemes and passwords in an address', async () => {
    const safeFetch = createSafeFetch({ allowPrivateAddresses: false })
    for (const url of [
      'http://a.example:6379/',
      'file:///etc/passwd',
      'ftp://a.example/',
      'http://u:p@a.example/',
    ]) {
      await expect(safeFetch(url)).rejects.toMatchObject({ code: 'refused' })
    }
  })

  it('looks again at the address of every redirect', async () => {
    const hosts: string[] = []
    const safeFetch = createSafeFetch({
      allowPrivateAddresses: true,
      resolve: async (host) => {
        hosts.push(host)
        throw new Error('no such host')
      },
    })
    await expect(safeFetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('no such host')
    expect(hosts).toEqual(['somewhere.example'])
  })

  it('knows a public address', () => {
    expect(isPublicAddress('93.184.215.14')).toBe(true)
    expect(isPublicAddress('2606:2800:21f:cb07:6820:80da:af6b:8b2c')).toBe(true)
  })
})

describe('a network says when to ask again', () => {
  const now = Date.UTC(2026, 10, 19)
  const at = (headers: Record<string, string>) => {
    const time = retryAtOf(new Headers(headers), now)
    return time === null ? null : time - now
  }
  it('in every form, never in the past and never a month away', () => {
    expect(at({ 'retry-after': '7' })).toBe(7_000)
    expect(at({ 'retry-after': new Date(now + 9_000).toUTCString() })).toBe(9_000)
    expect(at({})).toBeNull()
    expect(at({ 'retry-after': 'soon' })).toBeNull()
    expect(at({ 'retry-after': '-5' })).toBeNull()
    expect(at({ 'retry-after': new Date(now - 60_000).toUTCString() })).toBe(1_000)
    expect(at({ 'retry-after': String(30 * 86_400) })).toBe(86_400_000)
    expect(at({ 'ratelimit-reset': String(now / 1000 + 30) })).toBe(30_000)
  })
})
