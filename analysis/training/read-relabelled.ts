import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PlainLabels, readLabels } from './plain-posts.ts'
import { readSet } from './read-sets.ts'

/** A public post with the labels that this project gave it. */
export interface RelabelledPost extends PlainLabels {
  id: string
  text: string
  /** Two careful people could differ about its feeling. */
  unsure: boolean
}

/**
 * Posts of the set of complaints, most of them to the help desk of a brand, with feeling, intents and urgency, which the set
 * does not know. The labels are this project's, by id, without the text; posts about flying were left out, as that trade only measures.
 */
export function readRelabelled(data: string, folder: string): RelabelledPost[] {
  const texts = new Map(readSet(data, 'complaints', 'train').map(({ id, text }) => [id, text]))
  const lines = readFileSync(join(folder, 'complaints.txt'), 'utf8').trim().split('\n')
  return lines.flatMap((line) => {
    const [id = '', sign = '', intents = '', urgency = '', doubt] = line.split(' ')
    const text = texts.get(id)
    const labels = readLabels(sign, intents, urgency)
    return text === undefined ? [] : [{ id, text, unsure: doubt !== undefined, ...labels }]
  })
}
