import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createOutput } from '../../cli/output.ts'

function listening() {
  const heard: string[] = []
  const stream = new Writable({
    write(part: Buffer, _, done) {
      heard.push(part.toString())
      done()
    },
  })
  return { heard, stream }
}

describe('what a command prints', () => {
  it('holds nothing with which a post could paint, rename or turn the terminal', () => {
    const { heard, stream } = listening()
    const out = createOutput(false, { stdout: stream, stderr: stream })
    const post = 'juniper \u001b[31mred\u001b]0;owned\u0007 \u009b2J \u202eback\r\u0000'
    out.line(post)
    out.say(post)
    expect(heard).toEqual(Array.from({ length: 2 }, () => 'juniper [31mred]0;owned 2J back\n'))
  })

  it('keeps lines, tabs, accents and emoji as they are', () => {
    const { heard, stream } = listening()
    const text = 'a\tb\ncafé 👩‍🍳 ‰ שלום'
    createOutput(false, { stdout: stream, stderr: stream }).line(text)
    expect(heard).toEqual([`${text}\n`])
  })

  it('is silent talk with --json, and only the result', () => {
    const { heard, stream } = listening()
    const out = createOutput(true, { stdout: stream, stderr: stream })
    out.say('hello')
    out.progress(1, 2, 'rows')
    out.json({ ok: true })
    expect(heard).toEqual(['{"ok":true}\n'])
  })
})
