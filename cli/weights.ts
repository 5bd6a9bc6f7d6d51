import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../core/errors.ts'

/** Where the weights of the analysis lie, and where `train` puts new ones. */
export const WEIGHTS_FILE = join(import.meta.dirname, '..', 'analysis', 'models', 'earshot.weights')

/** The weights that the analysis runs on. */
export function readWeights(file: string = WEIGHTS_FILE): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new UsageError(
      `The weights of the analysis are missing (${file}). Get them with the checkout, or run "earshot train".`,
      { cause: error },
    )
  }
}
