import { expect, it } from 'vitest'
import { cut, loadPeers, tuneCuts } from '../../../analysis/training/peers.ts'

it('knows four packages that tell a kind post from an unkind one', () => {
  const peers = loadPeers()
  expect(peers.map((peer) => peer.name)).toEqual([
    'natural',
    'sentiment',
    'vader-sentiment',
    'wink-sentiment',
  ])
  for (const { name, score } of peers) {
    expect(score('I love this, wonderful work'), name).toBeGreaterThan(
      score('I hate this, terrible work'),
    )
    expect(Number.isFinite(score('')), name).toBe(true)
  }
})

it('says which package is missing, and what to do', () => {
  const load = (name: string) => {
    throw new Error(`Cannot find module '${name}'`)
  }
  expect(() => loadPeers(load)).toThrow(
    'The package "sentiment", which we are compared with, is not installed. Run "npm ci"',
  )
})

it('finds the cuts that part three moods', () => {
  const rows = [-3, -2, -2, 0.1, 0.2, 0.4, 2, 3].map((score) => ({
    score,
    truth: score < 0 ? 0 : score < 1 ? 1 : 2,
  }))
  const cuts = tuneCuts(rows)
  for (const { score, truth } of rows) expect(cut(score, cuts)).toBe(truth)
})
