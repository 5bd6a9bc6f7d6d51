import { checkBlocks } from './block-rules.ts'
import { type JsonObject, objectsOf } from './json.ts'
import { checkKeys, checkString, checkText, createProblems } from './problems.ts'

const KEYS = [
  'type',
  'title',
  'blocks',
  'close',
  'submit',
  'private_metadata',
  'callback_id',
  'clear_on_close',
  'notify_on_close',
  'external_id',
  'submit_disabled',
]

/** Everything Slack would refuse in this view; empty when it is right. */
export function checkView(view: JsonObject, type: 'modal' | 'home'): string[] {
  const problems = createProblems()
  if (view['type'] !== type) problems.add('/view/type', `must be a valid enum value: ${type}`)
  checkKeys(problems, view, KEYS, '/view')
  checkString(problems, view, 'private_metadata', { max: 3000 }, '/view')
  checkString(problems, view, 'callback_id', { max: 255 }, '/view')
  checkString(problems, view, 'external_id', { max: 255 }, '/view')
  const isModal = type === 'modal'
  checkText(problems, view, 'title', { max: 24, plainOnly: true, required: isModal }, '/view')
  checkText(problems, view, 'submit', { max: 24, plainOnly: true }, '/view')
  checkText(problems, view, 'close', { max: 24, plainOnly: true }, '/view')
  const blocks = objectsOf(view['blocks'])
  if (!Array.isArray(view['blocks']) || (isModal && blocks.length === 0)) {
    problems.add('/view', 'missing required field: blocks')
  }
  const hasInput = blocks.some((block) => block['type'] === 'input')
  if (isModal && hasInput && view['submit'] === undefined) {
    problems.add('/view', 'missing required field: submit, because there is an input block')
  }
  const inside = checkBlocks(blocks, type).map((problem) =>
    problem.replace(':/blocks', ':/view/blocks'),
  )
  return [...problems.list, ...inside]
}

/** True when the view is over Slack's 250 KB. */
export function isViewTooLarge(view: JsonObject): boolean {
  return Buffer.byteLength(JSON.stringify(view)) > 250_000
}
