import type { Kysely } from 'kysely'
import type { Dialect } from './dialect.ts'
import type { Schema } from './schema.ts'

/** A connection to read by, for statements that each engine wants in its own words. */
export interface Reading {
  kysely: Kysely<Schema>
  dialect: Dialect
}
