import { checkConfig } from '../../core/config.ts'
import type { NetworkWorld } from '../support/network-world.ts'

/** How much faster than real the drilled desk lives. */
export const FACTOR = 30
export const KEY = 'the key of the network drill'
/** Between two looks of the person who answers, ms of the desk's time. */
export const SLOWLY_MS = 1500
export const ANSWER = 'Thank you for telling us, we look into it.'

/** The step at which a life ends: the nth of that name. */
export interface Death {
  step: string
  nth: number
}

/** What a process of the desk is told. */
export interface Life {
  file: string
  begin: number
  secrets: Readonly<Record<string, string>>
  /** Port of a fake → its network. */
  ports: Readonly<Record<string, string>>
  death: Death | null
}

/** A café, somebody who answers, and connections to these networks. */
export function drillConfig(networks: readonly NetworkWorld[]) {
  return checkConfig(
    {
      brands: [
        {
          id: 'juniper',
          name: 'Juniper',
          description: '',
          handles: ['@juniper', '@junipercoffee'],
          keywords: [],
          not: [],
          zone: 'UTC',
          queries: ['juniper'],
        },
      ],
      connections: networks.map(({ network, settings }) => ({ id: network, ...settings })),
      staff: [{ id: 'mara', name: 'Mara', role: 'owner' }],
    },
    'the network drill',
  )
}
