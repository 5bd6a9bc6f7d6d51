import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { messageOf, UsageError } from '../../core/errors.ts'

/** Longest line that is read, in bytes: a longer one is noise, not a post. */
const MAX_LINE = 1_000_000

/** One line of a file: 1-based number, the byte after its end; `text` is null where it was too long. */
export interface Line {
  text: string | null
  number: number
  end: number
}

/** What a spreadsheet on Windows writes where it does not write UTF-8. */
const WINDOWS = new TextDecoder('windows-1252')
const UTF16_MARKS = ['fffe', 'feff']

/**
 * The lines of a file from a byte offset on, without their line ends, in constant memory. A line that is no UTF-8 is read as
 * Windows-1252.
 */
export async function* readLines(
  path: string,
  from: { offset: number; line: number },
): AsyncGenerator<Line> {
  let { offset, line } = from
  let parts: Buffer[] = []
  let size = 0
  const finish = (end: number): Line => {
    const text = size > MAX_LINE ? null : decode(Buffer.concat(parts), offset === 0)
    parts = []
    size = 0
    offset = end
    return { text, number: line++, end }
  }
  let position = offset
  for await (const bytes of open(path, offset)) {
    if (position === 0 && UTF16_MARKS.includes(bytes.toString('hex', 0, 2)))
      throw new UsageError(`${path} is written in UTF-16. Save it as "CSV UTF-8".`)
    let start = 0
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
      keep(bytes.subarray(start, at))
      start = at + 1
      yield finish(position + start)
    }
    keep(bytes.subarray(start))
    position += bytes.length
  }
  if (position > offset) yield finish(position)

  function keep(part: Buffer): void {
    size += part.length
    if (size <= MAX_LINE) parts.push(part)
    else parts = []
  }
}

async function* open(path: string, start: number): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { start }) as AsyncIterable<Buffer>
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new UsageError(`There is no file ${path}.`, { cause })
    if (code === 'EISDIR') throw new UsageError(`${path} is a folder. Give a file.`, { cause })
    throw new UsageError(`${path} could not be read: ${messageOf(cause)}`, { cause })
  }
}

function decode(bytes: Buffer, first: boolean): string {
  const text = isUtf8(bytes) ? bytes.toString('utf8') : WINDOWS.decode(bytes)
  const body = text.endsWith('\r') ? text.slice(0, -1) : text
  return first && body.startsWith('\uFEFF') ? body.slice(1) : body
}
