import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { App } from '@slack/bolt'
import { vi } from 'vitest'

/** One thing that Slack may tell us, under one of its names. */
export interface Door {
  kind: 'action' | 'view' | 'view_closed' | 'shortcut' | 'command' | 'options'
  id: string
}

/** What our handlers and dialogs call things. */
const NAMES = namesIn('../../bot/handlers', '../../views', '../../core', '../../actions')

/** Records what the bot registers; what it gives afterwards is every door that this opens. */
export function listenToRegistering(): () => Door[] {
  const spies = (['action', 'view', 'shortcut', 'command', 'options'] as const).map(
    (kind) => [kind, vi.spyOn(App.prototype, kind)] as const,
  )
  return () =>
    spies.flatMap(([kind, spy]) => {
      const wanted = spy.mock.calls.map(([of]) => of as unknown)
      spy.mockRestore()
      return wanted.flatMap((of) => namesOf(of).map((id) => ({ kind: kindOf(kind, of), id })))
    })
}

function kindOf(kind: Door['kind'], of: unknown): Door['kind'] {
  const isClosing = typeof of === 'object' && of !== null && 'type' in of
  return isClosing ? 'view_closed' : kind
}

/** The names that a handler wants: those that its pattern spells out, and those in our own code that fit it. */
function namesOf(of: unknown): string[] {
  const at = typeof of === 'object' && of !== null && 'callback_id' in of ? of.callback_id : of
  if (!(at instanceof RegExp)) return [String(at)]
  const fits = [...spell(at.source.replaceAll(/[$^]/g, '')), ...NAMES].filter((n) => at.test(n))
  return at.source === '.' ? fits.filter((name) => name.endsWith('.submit')) : [...new Set(fits)]
}

/** Every word of a pattern that is only words and choices. */
function spell(pattern: string): string[] {
  const [, before = '', choices, after = ''] = /^([^(]*)\(([^()]*)\)(.*)$/.exec(pattern) ?? []
  if (choices === undefined) return [pattern.replaceAll('\\', '')]
  return choices.split('|').flatMap((one) => spell(`${before}${one}${after}`))
}

/** What stands in quotes in these rooms and looks like the name of a button, a dialog or a shortcut. */
function namesIn(...rooms: string[]): string[] {
  const files = rooms.flatMap((room) => {
    const folder = join(import.meta.dirname, room)
    return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  })
  const found = files.flatMap((text) => [
    ...text.matchAll(/['`]([a-z_]+(?:\.[a-z_]+)*\.?)(?:'|\$\{)/g),
  ])
  // One that ends in a dot goes on with something of its own.
  return [...new Set(found.map(([, name = '']) => (name.endsWith('.') ? `${name}x` : name)))]
}
