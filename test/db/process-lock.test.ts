import { expect, inject, it } from 'vitest'
import { UsageError } from '../../core/errors.ts'
import { takeSeat } from '../../db/postgres/process-lock.ts'

it('gives every process ids of its own, and one of them the listening', async () => {
  const url = inject('postgresUrl')
  const listener = await takeSeat(url, true)
  const desk = await takeSeat(url, false)
  expect(desk.node).not.toBe(listener.node)
  await expect(takeSeat(url, true)).rejects.toThrow(UsageError)
  await expect(takeSeat(url, true)).rejects.toThrow(/--roles desk,web,jobs/)
  await listener.release()
  const next = await takeSeat(url, true)
  expect(next.node).toBe(listener.node)
  await Promise.all([desk.release(), next.release()])
})
