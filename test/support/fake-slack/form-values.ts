import { optionsOf } from './element-rules.ts'
import { isObject, type JsonObject, objectsOf, textOf } from './json.ts'
import type { FakeView } from './words.ts'

/** What a person enters: text, the value of an option, several of them, a rich text; null empties it. */
export type FormValue = string | readonly string[] | JsonObject | null

/** Values by action_id or block_id. */
export type FormValues = Readonly<Record<string, FormValue>>

const MANY_OF: Readonly<Record<string, string>> = {
  multi_users_select: 'selected_users',
  multi_channels_select: 'selected_channels',
  multi_conversations_select: 'selected_conversations',
}

const ONE_OF: Readonly<Record<string, string>> = {
  users_select: 'selected_user',
  channels_select: 'selected_channel',
  conversations_select: 'selected_conversation',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  plain_text_input: 'value',
  email_text_input: 'value',
  url_text_input: 'value',
  number_input: 'value',
}

const CHOICE = ['static_select', 'radio_buttons', 'external_select', 'overflow']
const CHOICES = ['multi_static_select', 'checkboxes', 'multi_external_select']

/** The state of an element once a person has entered the value; throws when it is not on offer. */
export function enter(element: JsonObject, value: FormValue): JsonObject {
  const type = textOf(element['type'])
  const one = ONE_OF[type]
  const many = MANY_OF[type]
  if (one !== undefined) return { type, [one]: value === '' ? null : textOf(value) || null }
  if (many !== undefined) return { type, [many]: listOf(value) }
  if (CHOICES.includes(type)) {
    return { type, selected_options: listOf(value).map((v) => optionOf(element, v)) }
  }
  if (CHOICE.includes(type)) {
    return { type, selected_option: value === null ? null : optionOf(element, textOf(value)) }
  }
  if (type === 'datetimepicker') return { type, selected_date_time: Number(value) }
  if (type === 'rich_text_input') return { type, rich_text_value: isObject(value) ? value : null }
  return { type, value: textOf(value) || null }
}

function listOf(value: FormValue): string[] {
  if (Array.isArray(value)) return value.map(textOf)
  return value === null ? [] : [textOf(value)]
}

/** What the app offered last for a list that it fills while somebody types. */
const suggested = new WeakMap<JsonObject, readonly JsonObject[]>()

/** Lets a person choose from what the app offered. */
export function suggest(element: JsonObject, options: readonly JsonObject[]): void {
  suggested.set(element, options)
}

function optionOf(element: JsonObject, value: string): JsonObject {
  const options = [...optionsOf(element), ...(suggested.get(element) ?? [])]
  const found = options.find((option) => option['value'] === value)
  if (found !== undefined) return found
  const offered = options.map((option) => textOf(option['value'])).join(', ')
  throw new Error(`${textOf(element['action_id'])} does not offer ${value}; it offers ${offered}`)
}

const INITIAL: readonly (readonly [string, string])[] = [
  ['initial_value', 'value'],
  ['initial_option', 'selected_option'],
  ['initial_options', 'selected_options'],
  ['initial_user', 'selected_user'],
  ['initial_users', 'selected_users'],
  ['initial_channel', 'selected_channel'],
  ['initial_channels', 'selected_channels'],
  ['initial_conversation', 'selected_conversation'],
  ['initial_conversations', 'selected_conversations'],
  ['initial_date', 'selected_date'],
  ['initial_time', 'selected_time'],
  ['initial_date_time', 'selected_date_time'],
]

function stateBefore(element: JsonObject): JsonObject {
  const type = textOf(element['type'])
  const given = INITIAL.find(([key]) => element[key] !== undefined)
  if (given === undefined) return enter(element, null)
  if (type === 'rich_text_input') return { type, rich_text_value: element['initial_value'] }
  return { type, [given[1]]: element[given[0]] }
}

interface Input {
  readonly blockId: string
  readonly actionId: string
  readonly block: JsonObject
  readonly element: JsonObject
}

/** Slack reports the state of inputs and of choosers in actions and accessories, but of no button. */
function inputsOf(view: FakeView): Input[] {
  return view.blocks.flatMap((block) => {
    const elements = [
      ...objectsOf([block['element'], block['accessory']]),
      ...(block['type'] === 'actions' ? objectsOf(block['elements']) : []),
    ]
    return elements
      .filter((element) => !['button', 'overflow', 'image'].includes(textOf(element['type'])))
      .map((element) => ({
        blockId: textOf(block['block_id']),
        actionId: textOf(element['action_id']),
        block,
        element,
      }))
  })
}

/** Lets a person fill in some fields of a view; what is not named stays as it was. */
export function fillIn(view: FakeView, values: FormValues): void {
  const inputs = inputsOf(view)
  for (const [key, value] of Object.entries(values)) {
    const input = inputs.find((i) => i.actionId === key) ?? inputs.find((i) => i.blockId === key)
    if (input === undefined) {
      const there = inputs.map((i) => `${i.blockId}/${i.actionId}`).join(', ')
      throw new Error(`the dialog "${view.title}" has no field ${key}; it has ${there}`)
    }
    view.typed[input.blockId] = {
      ...view.typed[input.blockId],
      [input.actionId]: enter(input.element, value),
    }
  }
}

/** What the fields of a view hold now: initial values, then what was typed. */
export function valuesOf(view: FakeView): Record<string, Record<string, JsonObject>> {
  const values: Record<string, Record<string, JsonObject>> = {}
  for (const { blockId, actionId, element } of inputsOf(view)) {
    const state = view.typed[blockId]?.[actionId] ?? stateBefore(element)
    values[blockId] = { ...values[blockId], [actionId]: state }
  }
  return values
}

/** Why Slack's own window would not let the person submit; empty when it would. */
export function blockersOf(view: FakeView): string[] {
  const values = valuesOf(view)
  return inputsOf(view)
    .filter(({ block }) => block['type'] === 'input')
    .flatMap(({ blockId, actionId, block, element }) => {
      const { type: _type, ...state } = values[blockId]?.[actionId] ?? {}
      const [value] = Object.values(state)
      const isEmpty =
        value === null || value === undefined || (Array.isArray(value) && value.length === 0)
      if (isEmpty) return block['optional'] === true ? [] : [`${actionId} is empty`]
      return lengthBlockers(element, actionId, textOf(value))
    })
}

function lengthBlockers(element: JsonObject, actionId: string, text: string): string[] {
  if (element['type'] !== 'plain_text_input') return []
  const most = Number(element['max_length'] ?? 3000)
  const least = Number(element['min_length'] ?? 0)
  if (text.length > most) return [`${actionId} is longer than ${most}`]
  return text.length < least ? [`${actionId} is shorter than ${least}`] : []
}
