import { isObject, type JsonObject, objectsOf, textOf } from './json.ts'

/** How a person points at something to press: by its action_id, its block_id or its label. */
export interface Pointer {
  readonly actionId?: string
  readonly blockId?: string
  readonly label?: string
}

export interface Found {
  readonly block: JsonObject
  readonly element: JsonObject
}

/** Every interactive element of the blocks, with the block it stands in. */
function elementsIn(blocks: readonly JsonObject[]): Found[] {
  return blocks.flatMap((block) => {
    const own = ['elements', 'actions'].flatMap((key) => objectsOf(block[key]))
    const single = [block['accessory'], block['element']].filter(isObject)
    const nested = [...objectsOf(block['child_blocks']), ...cardsOf(block)]
    const here = [...own, ...single].filter((element) => element['action_id'] !== undefined)
    return [...here.map((element) => ({ block, element })), ...elementsIn(nested)]
  })
}

function cardsOf(block: JsonObject): JsonObject[] {
  return block['type'] === 'carousel' ? objectsOf(block['elements']) : []
}

/** The label a person sees on an element. */
function labelOf(element: JsonObject): string {
  const text = element['text'] ?? element['placeholder']
  return isObject(text) ? textOf(text['text']) : ''
}

/** The one element pointed at; throws when there is none, naming those there are. */
export function findElement(blocks: readonly JsonObject[], pointer: Pointer): Found {
  const all = elementsIn(blocks)
  const found = all.find(
    ({ block, element }) =>
      (pointer.actionId === undefined || element['action_id'] === pointer.actionId) &&
      (pointer.blockId === undefined || block['block_id'] === pointer.blockId) &&
      (pointer.label === undefined || labelOf(element) === pointer.label),
  )
  if (found !== undefined) return found
  const there = all.map(({ element }) => `${textOf(element['action_id'])} "${labelOf(element)}"`)
  throw new Error(`nothing to press at ${JSON.stringify(pointer)}; there is ${there.join(', ')}`)
}
