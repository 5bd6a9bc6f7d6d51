/** What crosses to the reader's thread and back: finished rows, never parsed posts. */
export interface ReadRequest {
  id: number
  sql: string
  parameters: readonly unknown[]
}

export type ReadAnswer =
  | { id: number; rows: unknown[] }
  | { id: number; error: string; code: string | undefined }
