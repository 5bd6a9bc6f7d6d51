import type { Batch } from '../connectors/connector.ts'
import type { IngestOptions } from './ingest.ts'

/** How the ingest thread opens the same database. */
export interface IngestThreadData {
  url: string
  /** Keeps ids of the two threads apart, 0–63. */
  node: number
  searchPath: string | null
  /** The weights of the analysis. */
  weights: Uint8Array
}

/** A batch crosses as the bytes of its JSON: cheaper than cloning parsed posts (facts on speed, §1). */
export interface IngestRequest {
  id: number
  bytes: Uint8Array
}

export interface IngestTask {
  batch: Batch
  options: IngestOptions
}

/** Own memory for every task, so that it can be handed over instead of copied. */
export function packTask(task: IngestTask): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(task))
}

export function unpackTask(bytes: Uint8Array): IngestTask {
  return JSON.parse(new TextDecoder().decode(bytes)) as IngestTask
}
