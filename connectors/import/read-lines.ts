import { createReadStream } from 'node:fs'

/** Longest line that is read, in bytes: a longer one is noise, not a post. */
const MAX_LINE = 1_000_000

/** One line of a file: 1-based number, the byte after its end; `text` is null where it was too long. */
export interface Line {
  text: string | null
  number: number
  end: number
}

/** The lines of a UTF-8 file from a byte offset on, without their line ends, in constant memory. */
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
  for await (const chunk of createReadStream(path, { start: offset })) {
    const bytes: Buffer = chunk
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

function decode(bytes: Buffer, first: boolean): string {
  const text = bytes.toString('utf8')
  const body = text.endsWith('\r') ? text.slice(0, -1) : text
  return first && body.startsWith('\uFEFF') ? body.slice(1) : body
}
