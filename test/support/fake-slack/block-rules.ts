import { checkChart, checkTable } from './chart-rules.ts'
import { checkElement, checkImage } from './element-rules.ts'
import { isObject, type JsonObject, objectsOf, textOf } from './json.ts'
import {
  checkKeys,
  checkList,
  checkString,
  checkText,
  checkTextObject,
  createProblems,
  type Problems,
} from './problems.ts'
import { checkRichText } from './rich-text-rules.ts'

export type Surface = 'message' | 'modal' | 'home'

/** Blocks a message, a dialog and a Home tab may hold. */
const MOST_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 }

const KEYS: Readonly<Record<string, readonly string[]>> = {
  section: ['text', 'fields', 'accessory', 'expand'],
  header: ['text', 'level'],
  divider: [],
  context: ['elements'],
  actions: ['elements'],
  context_actions: ['elements'],
  image: ['image_url', 'slack_file', 'alt_text', 'title'],
  input: ['label', 'hint', 'optional', 'element', 'dispatch_action'],
  rich_text: ['elements'],
  markdown: ['text'],
  table: ['rows', 'column_settings'],
  data_table: ['rows', 'caption', 'page_size', 'row_header_column_index'],
  data_visualization: ['title', 'chart'],
  alert: ['text', 'level'],
  card: ['hero_image', 'icon', 'title', 'subtitle', 'body', 'subtext', 'actions'],
  carousel: ['elements'],
  container: [
    'title',
    'rich_text_title',
    'subtitle',
    'child_blocks',
    'width',
    'icon',
    'is_collapsible',
    'default_collapsed',
    'has_header_divider',
  ],
}

const ONLY_IN: Readonly<Record<string, readonly Surface[]>> = {
  markdown: ['message'],
  table: ['message'],
  data_table: ['message'],
  data_visualization: ['message'],
  context_actions: ['message'],
  alert: ['modal'],
}

/** Everything Slack would refuse in these blocks on this surface; empty when they are right. */
export function checkBlocks(
  blocks: readonly JsonObject[],
  surface: Surface,
  unknownHere: readonly string[] = [],
): string[] {
  const problems = createProblems()
  if (blocks.length > MOST_BLOCKS[surface]) {
    problems.add('/blocks', `no more than ${MOST_BLOCKS[surface]} items allowed`)
  }
  const ids = new Set<string>()
  blocks.forEach((block, index) => {
    const at = `/blocks/${index}`
    const id = textOf(block['block_id'])
    if (id !== '' && ids.has(id)) problems.add(`${at}/block_id`, `block_id already exists: ${id}`)
    ids.add(id)
    if (unknownHere.includes(String(block['type']))) {
      return problems.add(`${at}/type`, `unsupported type: ${String(block['type'])}`)
    }
    checkBlock(problems, block, surface, at)
  })
  checkWhole(problems, blocks)
  return problems.list
}

function checkWhole(problems: Problems, blocks: readonly JsonObject[]): void {
  const count = (type: string) => blocks.filter((block) => block['type'] === type)
  const markdown = count('markdown').reduce((sum, block) => sum + textOf(block['text']).length, 0)
  if (markdown > 12_000) problems.add('/blocks', 'markdown text must be less than 12001 characters')
  if (count('data_visualization').length > 2) problems.add('/blocks', 'only two charts are allowed')
  if (count('table').length > 1) problems.add('/blocks', 'only one table is allowed')
  const focused = JSON.stringify(blocks).split('"focus_on_load":true').length - 1
  if (focused > 1) problems.add('/blocks', 'only one element may have focus_on_load')
}

function checkBlock(problems: Problems, block: JsonObject, surface: Surface, at: string): void {
  const type = String(block['type'])
  const keys = KEYS[type]
  if (keys === undefined || !(ONLY_IN[type] ?? [surface]).includes(surface)) {
    return problems.add(`${at}/type`, `unsupported type: ${type}`)
  }
  checkKeys(problems, block, ['type', 'block_id', ...keys], at)
  checkString(problems, block, 'block_id', { max: 255, min: 1 }, at)
  RULES[type]?.(problems, block, at, surface)
}

type Rule = (problems: Problems, block: JsonObject, at: string, surface: Surface) => void

const RULES: Readonly<Record<string, Rule>> = {
  section: checkSection,
  header: (p, b, at) => checkText(p, b, 'text', { max: 150, plainOnly: true, required: true }, at),
  context: checkContext,
  actions: (p, b, at) => checkElements(p, b, 'actions', 25, at),
  context_actions: (p, b, at) => checkElements(p, b, 'context_actions', 5, at),
  image(p, b, at) {
    checkImage(p, b, at)
    checkText(p, b, 'title', { max: 2000, plainOnly: true }, at)
  },
  input: checkInput,
  rich_text: checkRichText,
  markdown: (p, b, at) => checkString(p, b, 'text', { max: 12_000, required: true }, at),
  table: checkTable,
  data_table: checkTable,
  data_visualization: checkChart,
  alert: (p, b, at) => checkText(p, b, 'text', { max: 200, required: true }, at),
  card: checkCard,
  carousel(p, b, at) {
    checkList(p, b, 'elements', { min: 1, max: 10 }, at).forEach((card, index) =>
      checkCard(p, card, `${at}/elements/${index}`),
    )
  },
  container(p, b, at, surface) {
    checkText(p, b, 'title', { max: 150, plainOnly: true }, at)
    checkList(p, b, 'child_blocks', { min: 1, max: 10 }, at).forEach((child, index) =>
      checkBlock(p, child, surface, `${at}/child_blocks/${index}`),
    )
  },
}

function checkSection(problems: Problems, block: JsonObject, at: string): void {
  if (block['text'] === undefined && block['fields'] === undefined) {
    problems.add(at, 'must have one of text or fields')
  }
  checkText(problems, block, 'text', { max: 3000 }, at)
  if (block['fields'] !== undefined) {
    checkList(problems, block, 'fields', { min: 1, max: 10 }, at).forEach((field, index) =>
      checkTextObject(problems, field, { max: 2000 }, `${at}/fields/${index}`),
    )
  }
  const accessory = block['accessory']
  if (accessory === undefined) return
  if (isObject(accessory)) checkElement(problems, accessory, 'section', `${at}/accessory`)
  else problems.add(`${at}/accessory`, 'must be an object')
}

function checkContext(problems: Problems, block: JsonObject, at: string): void {
  checkList(problems, block, 'elements', { min: 1, max: 10 }, at).forEach((element, index) => {
    const here = `${at}/elements/${index}`
    if (element['type'] === 'image') checkImage(problems, element, here)
    else checkTextObject(problems, element, { max: 3000 }, here)
  })
}

function checkElements(
  problems: Problems,
  block: JsonObject,
  type: string,
  max: number,
  at: string,
): void {
  const elements = checkList(problems, block, 'elements', { min: 1, max }, at)
  const seen = new Set<string>()
  elements.forEach((element, index) => {
    const here = `${at}/elements/${index}`
    checkElement(problems, element, type, here)
    const id = textOf(element['action_id'])
    if (id !== '' && seen.has(id)) {
      problems.add(`${here}/action_id`, `action_id already exists in this block: ${id}`)
    }
    seen.add(id)
  })
}

function checkInput(problems: Problems, block: JsonObject, at: string): void {
  checkText(problems, block, 'label', { max: 2000, plainOnly: true, required: true }, at)
  checkText(problems, block, 'hint', { max: 2000, plainOnly: true }, at)
  const element = block['element']
  if (isObject(element)) checkElement(problems, element, 'input', `${at}/element`)
  else problems.add(at, 'missing required field: element')
}

function checkCard(problems: Problems, card: JsonObject, at: string): void {
  checkText(problems, card, 'title', { max: 150 }, at)
  checkText(problems, card, 'subtitle', { max: 150 }, at)
  checkText(problems, card, 'body', { max: 200 }, at)
  const actions = objectsOf(card['actions'])
  if (actions.length > 3) problems.add(`${at}/actions`, 'no more than 3 items allowed')
  actions.forEach((button, index) =>
    checkElement(problems, button, 'actions', `${at}/actions/${index}`),
  )
  const parts = ['hero_image', 'title', 'actions', 'body']
  if (!parts.some((key) => card[key] !== undefined)) {
    problems.add(at, 'must have one of hero_image, title, actions or body')
  }
}
