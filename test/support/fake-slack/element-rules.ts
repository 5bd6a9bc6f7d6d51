import { isObject, type JsonObject, objectsOf } from './json.ts'
import {
  checkKeys,
  checkList,
  checkString,
  checkText,
  checkTextObject,
  createProblems,
  type Problems,
} from './problems.ts'

const ACTION = ['type', 'action_id', 'focus_on_load']
const MENU = [...ACTION, 'placeholder', 'confirm']

/** Keys that Slack knows for each interactive element. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  button: ['type', 'action_id', 'text', 'url', 'value', 'style', 'confirm', 'accessibility_label'],
  overflow: ['type', 'action_id', 'options', 'confirm'],
  static_select: [...MENU, 'options', 'option_groups', 'initial_option'],
  multi_static_select: [
    ...MENU,
    'options',
    'option_groups',
    'initial_options',
    'max_selected_items',
  ],
  external_select: [...MENU, 'initial_option', 'min_query_length'],
  multi_external_select: [...MENU, 'initial_options', 'min_query_length', 'max_selected_items'],
  users_select: [...MENU, 'initial_user'],
  multi_users_select: [...MENU, 'initial_users', 'max_selected_items'],
  channels_select: [...MENU, 'initial_channel', 'response_url_enabled'],
  multi_channels_select: [...MENU, 'initial_channels', 'max_selected_items'],
  conversations_select: [
    ...MENU,
    'initial_conversation',
    'default_to_current_conversation',
    'response_url_enabled',
    'filter',
  ],
  multi_conversations_select: [
    ...MENU,
    'initial_conversations',
    'default_to_current_conversation',
    'max_selected_items',
    'filter',
  ],
  radio_buttons: [...ACTION, 'options', 'initial_option', 'confirm'],
  checkboxes: [...ACTION, 'options', 'initial_options', 'confirm'],
  datepicker: [...MENU, 'initial_date'],
  timepicker: [...MENU, 'initial_time', 'timezone'],
  datetimepicker: [...ACTION, 'initial_date_time', 'confirm'],
  plain_text_input: [
    ...ACTION,
    'placeholder',
    'initial_value',
    'multiline',
    'min_length',
    'max_length',
    'dispatch_action_config',
  ],
  email_text_input: [...ACTION, 'placeholder', 'initial_value', 'dispatch_action_config'],
  url_text_input: [...ACTION, 'placeholder', 'initial_value', 'dispatch_action_config'],
  number_input: [
    ...ACTION,
    'placeholder',
    'initial_value',
    'is_decimal_allowed',
    'min_value',
    'max_value',
    'dispatch_action_config',
  ],
  rich_text_input: [...ACTION, 'placeholder', 'initial_value', 'dispatch_action_config'],
  file_input: ['type', 'action_id', 'filetypes', 'max_files'],
  image: ['type', 'image_url', 'slack_file', 'alt_text'],
  feedback_buttons: ['type', 'action_id', 'positive_button', 'negative_button'],
  icon_button: [
    'type',
    'action_id',
    'icon',
    'text',
    'value',
    'confirm',
    'accessibility_label',
    'visible_to_user_ids',
  ],
  workflow_button: ['type', 'action_id', 'text', 'workflow', 'style', 'accessibility_label'],
}

const SELECTS = Object.keys(KEYS).filter((type) => type.endsWith('_select'))
const CHOOSERS = [...SELECTS, 'radio_buttons', 'checkboxes', 'datepicker', 'timepicker']

/** Which elements each block takes. */
const ELEMENTS_OF: Readonly<Record<string, readonly string[]>> = {
  section: [...CHOOSERS, 'button', 'overflow', 'image', 'workflow_button'],
  actions: [
    ...CHOOSERS,
    'datetimepicker',
    'button',
    'overflow',
    'workflow_button',
    'rich_text_input',
  ],
  input: [
    ...CHOOSERS,
    'datetimepicker',
    'plain_text_input',
    'email_text_input',
    'url_text_input',
    'number_input',
    'rich_text_input',
    'file_input',
  ],
  context_actions: ['feedback_buttons', 'icon_button'],
}

/** Checks one element that stands in a block of the given type. */
export function checkElement(
  problems: Problems,
  element: JsonObject,
  block: string,
  at: string,
): void {
  const type = String(element['type'])
  const allowed = ELEMENTS_OF[block] ?? []
  if (!allowed.includes(type)) {
    return problems.add(`${at}/type`, `unsupported type: ${type} in ${block}`)
  }
  checkKeys(problems, element, KEYS[type] ?? [], at)
  checkString(problems, element, 'action_id', { max: 255, min: 1 }, at)
  checkText(problems, element, 'placeholder', { max: 150, plainOnly: true }, at)
  checkConfirm(problems, element, at)
  checkOwnFields(problems, element, type, at)
  if (['overflow', 'radio_buttons', 'checkboxes'].includes(type)) {
    checkOptions(problems, element, 'options', type === 'overflow' ? 5 : 10, at)
    checkInitial(problems, element, at)
  }
  if (type === 'static_select' || type === 'multi_static_select') checkMenu(problems, element, at)
}

function checkOwnFields(problems: Problems, element: JsonObject, type: string, at: string): void {
  if (type === 'button' || type === 'workflow_button') checkButton(problems, element, at)
  if (type === 'image') checkImage(problems, element, at)
  if (type === 'plain_text_input') checkInputLengths(problems, element, at)
  if (type === 'number_input' && typeof element['is_decimal_allowed'] !== 'boolean') {
    problems.add(at, 'missing required field: is_decimal_allowed')
  }
  if (type === 'feedback_buttons') {
    for (const key of ['positive_button', 'negative_button']) {
      const button = element[key]
      if (!isObject(button)) problems.add(at, `missing required field: ${key}`)
      else checkButton(problems, button, `${at}/${key}`)
    }
  }
}

function checkButton(problems: Problems, button: JsonObject, at: string): void {
  checkText(problems, button, 'text', { max: 75, plainOnly: true, required: true }, at)
  checkString(problems, button, 'value', { max: 2000 }, at)
  checkString(problems, button, 'url', { max: 3000 }, at)
  checkString(problems, button, 'accessibility_label', { max: 75 }, at)
  const url = button['url']
  if (typeof url === 'string' && !/^[a-z][a-z0-9+.-]*:/i.test(url)) {
    problems.add(`${at}/url`, 'must be a valid URL')
  }
  const style = button['style']
  if (style !== undefined && style !== 'primary' && style !== 'danger') {
    problems.add(`${at}/style`, 'must be a valid enum value: primary, danger')
  }
}

/** Checks an image, as a block or an element: alt text and exactly one source. */
export function checkImage(problems: Problems, image: JsonObject, at: string): void {
  checkString(problems, image, 'alt_text', { max: 2000, required: true }, at)
  checkString(problems, image, 'image_url', { max: 3000, min: 1 }, at)
  const sources = ['image_url', 'slack_file'].filter((key) => image[key] !== undefined)
  if (sources.length !== 1) problems.add(at, 'must have one of image_url or slack_file')
}

function checkInputLengths(problems: Problems, input: JsonObject, at: string): void {
  const least = input['min_length']
  const most = input['max_length']
  if (least !== undefined && (typeof least !== 'number' || least < 0 || least > 3000)) {
    problems.add(`${at}/min_length`, 'must be from 0 to 3000')
  }
  if (most !== undefined && (typeof most !== 'number' || most < 1 || most > 3000)) {
    problems.add(`${at}/max_length`, 'must be from 1 to 3000')
  }
  checkString(problems, input, 'initial_value', { max: typeof most === 'number' ? most : 3000 }, at)
}

function checkConfirm(problems: Problems, element: JsonObject, at: string): void {
  const confirm = element['confirm']
  if (confirm === undefined) return
  const here = `${at}/confirm`
  if (!isObject(confirm)) return problems.add(here, 'must be an object')
  checkKeys(problems, confirm, ['title', 'text', 'confirm', 'deny', 'style'], here)
  checkText(problems, confirm, 'title', { max: 100, plainOnly: true }, here)
  checkText(problems, confirm, 'text', { max: 300, required: true }, here)
  checkText(problems, confirm, 'confirm', { max: 30, plainOnly: true }, here)
  checkText(problems, confirm, 'deny', { max: 30, plainOnly: true }, here)
}

function checkMenu(problems: Problems, menu: JsonObject, at: string): void {
  const hasOptions = menu['options'] !== undefined
  if (hasOptions === (menu['option_groups'] !== undefined)) {
    return problems.add(at, 'must have exactly one of options or option_groups')
  }
  if (hasOptions) {
    checkOptions(problems, menu, 'options', 100, at)
  } else {
    const groups = checkList(problems, menu, 'option_groups', { min: 1, max: 100 }, at)
    groups.forEach((group, index) => {
      const here = `${at}/option_groups/${index}`
      checkText(problems, group, 'label', { max: 75, plainOnly: true, required: true }, here)
      checkOptions(problems, group, 'options', 100, here)
    })
  }
  checkInitial(problems, menu, at)
}

function checkOptions(
  problems: Problems,
  element: JsonObject,
  key: string,
  max: number,
  at: string,
): void {
  const options = checkList(problems, element, key, { min: 1, max }, at)
  const seen = new Set<string>()
  options.forEach((option, index) => {
    const here = `${at}/${key}/${index}`
    checkKeys(problems, option, ['text', 'value', 'description', 'url'], here)
    const plainOnly = element['type'] !== 'radio_buttons' && element['type'] !== 'checkboxes'
    checkText(problems, option, 'text', { max: 75, required: true, plainOnly }, here)
    if (isObject(option['description'])) {
      checkTextObject(problems, option['description'], { max: 75 }, `${here}/description`)
    }
    checkString(problems, option, 'value', { max: 75, required: true }, here)
    const value = String(option['value'])
    if (seen.has(value)) problems.add(`${here}/value`, `option value is not unique: ${value}`)
    seen.add(value)
  })
}

/** What Slack would refuse in the options that an app offers while somebody types; none at all are right. */
export function checkSuggested(options: readonly JsonObject[]): string[] {
  const problems = createProblems()
  const menu = { type: 'external_select', options }
  if (options.length > 0) checkOptions(problems, menu, 'options', 100, '')
  return problems.list
}

/** The options of a menu, those of its groups included. */
export function optionsOf(element: JsonObject): JsonObject[] {
  const grouped = objectsOf(element['option_groups']).flatMap((g) => objectsOf(g['options']))
  return [...objectsOf(element['options']), ...grouped]
}

function checkInitial(problems: Problems, element: JsonObject, at: string): void {
  const single = element['initial_option']
  const chosen = [...(isObject(single) ? [single] : []), ...objectsOf(element['initial_options'])]
  const known = optionsOf(element).map((option) => JSON.stringify(option))
  for (const option of chosen) {
    if (!known.includes(JSON.stringify(option))) {
      problems.add(at, `initial option is not among the options: ${String(option['value'])}`)
    }
  }
}
