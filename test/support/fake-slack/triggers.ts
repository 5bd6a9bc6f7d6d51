import { SlackRefusal } from './refusal.ts'
import type { Workspace } from './workspace.ts'

interface Trigger {
  readonly user: string
  /** The dialog the person was looking at, for views.push. */
  readonly viewId: string | null
}

export interface Triggers {
  issue(user: string, viewId: string | null): string
  /** Spends the trigger; refused when unknown, spent or too old. */
  spend(id: string): Trigger
}

/** The trigger_ids of a workspace: each opens one dialog, while it lives. */
export function createTriggers(workspace: Workspace): Triggers {
  const issued = new Map<string, Trigger & { at: number; spent: boolean }>()
  return {
    issue(user, viewId) {
      const id = `${workspace.mintId('')}.${workspace.team.id}.${workspace.mintId('t')}`
      issued.set(id, { user, viewId, at: workspace.now(), spent: false })
      return id
    },
    spend(id) {
      const trigger = issued.get(id)
      if (trigger === undefined) throw new SlackRefusal('invalid_trigger_id')
      if (trigger.spent) {
        workspace.violations.push('a trigger_id was used twice')
        throw new SlackRefusal('exchanged_trigger_id')
      }
      const age = workspace.now() - trigger.at
      if (age > workspace.settings.triggerMs) {
        workspace.warnings.push(`a trigger_id was used after ${age} ms`)
        throw new SlackRefusal('expired_trigger_id')
      }
      trigger.spent = true
      return trigger
    },
  }
}
