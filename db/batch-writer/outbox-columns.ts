/** Columns of an outbox row; the rest begin empty. */
export const OUTBOX_COLUMNS = [
  'key',
  'id',
  'kind',
  'lane',
  'case_id',
  'priority',
  'payload',
  'state',
  'attempts',
  'due_at',
  'lease_token',
  'created_at',
] as const
