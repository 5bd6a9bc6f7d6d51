import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../core/environment.ts'
import { UsageError } from '../core/errors.ts'
import { createSeal, type Seal } from '../core/seal.ts'
import { isPostgres } from '../db/database.ts'

/** Where data lies: EARSHOT_DATA, or ./data. */
export function dataFolder(env: Environment): string {
  const folder = env('EARSHOT_DATA') ?? 'data'
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new UsageError(
      `The data folder ${folder} cannot be made. Name another with EARSHOT_DATA, or look at the rights of the one around it.`,
      { cause },
    )
  }
  return folder
}

/** The database by the name that people know it by. */
export function databaseName({ dialect }: { dialect: 'sqlite' | 'postgres' }): string {
  return dialect === 'sqlite' ? 'SQLite' : 'Postgres'
}

/** DATABASE_URL, or the SQLite file in the data folder. */
export function databaseUrl(env: Environment): string {
  const url = env('DATABASE_URL')
  if (url === undefined) return join(dataFolder(env), 'earshot.db')
  // Anything else with a scheme would become a folder of that name, password and all.
  if (/^[\w+.-]+:\/\//.test(url) && !(isPostgres(url) && URL.canParse(url)))
    throw new UsageError(
      'DATABASE_URL is neither a whole postgres://user:password@host/name nor the path of a file. (It is not shown.)',
    )
  return url
}

/** Seals with EARSHOT_KEY; without one, with a key made once and kept beside the data, readable by its owner alone. */
export function openSeal(env: Environment): Seal {
  const key = env('EARSHOT_KEY')
  if (key !== undefined) return createSeal(key)
  const file = join(dataFolder(env), 'key')
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
    chmodSync(file, 0o600)
  }
  return createSeal(readKey(file))
}

function readKey(file: string): string {
  let key = ''
  try {
    key = readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new UsageError(`The key ${file} cannot be read. It has to be a file that you may read.`, {
      cause,
    })
  }
  if (key.length < 16)
    throw new UsageError(
      `The key ${file} is empty or cut short. Put a copy of it back; only where no codes and no logins were kept yet, delete it.`,
    )
  return key
}
