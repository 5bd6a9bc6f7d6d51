import { expect, it } from 'vitest'
import { createConnectionCtx } from '../../cli/connection-ctx.ts'
import { silentLogger } from '../../core/logger.ts'
import { createSeal } from '../../core/seal.ts'
import { onBothEngines } from '../support/engines.ts'

onBothEngines('secrets that rotate', (engine) => {
  it('outlive a restart, until people paste another', async () => {
    const { db, clock } = await engine.open()
    const openWith = async (pasted: string | undefined) => {
      const ctxOf = await createConnectionCtx({
        db,
        clock,
        random: () => 0.5,
        log: silentLogger,
        seal: createSeal('a key for the tests only'),
        env: (name) => (name === 'TOKEN' ? pasted : undefined),
        capUsd: new Map(),
        allowPrivateAddresses: false,
      })
      return ctxOf('x', new AbortController().signal).secrets
    }
    const first = await openWith('pasted-1')
    await first.put({ TOKEN: 'rotated-1', OTHER: 'made' })
    expect(first.get('TOKEN')).toBe('rotated-1')

    const again = await openWith('pasted-1')
    expect(again.get('TOKEN')).toBe('rotated-1')
    expect(again.get('OTHER')).toBe('made')

    expect((await openWith('pasted-2')).get('TOKEN')).toBe('pasted-2')
    expect((await openWith(undefined)).get('TOKEN')).toBe('rotated-1')
    const rows = await db.kysely.selectFrom('setting').selectAll().execute()
    expect(JSON.stringify(rows)).not.toMatch(/rotated-1|pasted-1/)
  })
})
