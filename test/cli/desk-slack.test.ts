import { expect, it } from 'vitest'
import { applyConfig } from '../../actions/apply-config.ts'
import { readDeskSlack } from '../../cli/desk-slack.ts'
import { checkConfig } from '../../core/config.ts'
import { openDesk } from '../support/listening-desk.ts'

it('names every channel in which something of the desk appears, and everybody of the team', async () => {
  const { db, clock } = await openDesk()
  const brand = (id: string, channel: string) => ({ id, name: id, queries: [id], channel })
  const config = checkConfig(
    {
      brands: [brand('juniper', 'C0JUNIPER'), brand('alder', 'C0ALDER')],
      slack: { channel: 'C0ALERTS', apiUrl: 'https://slack.example/api/' },
      routing: { rules: [{ kinds: ['emergency'], channel: 'C0FIRE' }], fallback: 'C0OTHERS' },
      digest: { channel: 'C0MORNING' },
      staff: [
        { id: 'noor', name: 'Noor', slack: 'U0NOOR', role: 'owner' },
        { id: 'sam', name: 'Sam' },
      ],
    },
    'earshot.yaml',
  )
  await applyConfig({ db, clock }, config, { hash: 'h', force: false, by: 'test' })
  const { channels, people, apiUrl } = await readDeskSlack(db)
  expect(channels).toEqual(
    expect.arrayContaining(['C0JUNIPER', 'C0ALDER', 'C0ALERTS', 'C0FIRE', 'C0OTHERS', 'C0MORNING']),
  )
  expect(people).toEqual(['U0NOOR'])
  expect(apiUrl).toBe('https://slack.example/api/')
  await db.close()
})
