/** Where a command speaks: results to stdout, talk to stderr, colour and bars only on a terminal. */
export interface Output {
  /** A line of the result. */
  line(text: string): void
  /** The result as one line of JSON. */
  json(value: unknown): void
  /** Talk for people; silent with --json. */
  say(text: string): void
  /** A bar that is drawn over itself; silent where nobody watches. `total` null: only a count. */
  progress(done: number, total: number | null, what: string): void
  isTerminal: boolean
}

/** Escape sequences and direction marks, with which a post could paint a terminal or pose as another line. */
const UNSEEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g

/** Text for a terminal: only what can be seen, and line ends and tabs. */
export function printable(text: string): string {
  return text.replace(UNSEEN, '')
}

export interface OutputTargets {
  stdout: NodeJS.WritableStream & { isTTY?: boolean }
  stderr: NodeJS.WritableStream & { isTTY?: boolean }
}

/** Output for one command; `quiet` is --json. */
export function createOutput(quiet: boolean, targets: OutputTargets): Output {
  const isTerminal = targets.stderr.isTTY === true
  let barOpen = false
  const closeBar = () => {
    if (barOpen) targets.stderr.write('\n')
    barOpen = false
  }
  return {
    isTerminal,
    line(text) {
      closeBar()
      targets.stdout.write(`${printable(text)}\n`)
    },
    json(value) {
      targets.stdout.write(`${JSON.stringify(value)}\n`)
    },
    say(text) {
      if (quiet) return
      closeBar()
      targets.stderr.write(`${printable(text)}\n`)
    },
    progress(done, total, what) {
      if (quiet || !isTerminal) return
      const share = total === null || total === 0 ? null : Math.min(1, done / total)
      const bar =
        share === null
          ? ''
          : `${'█'.repeat(Math.round(share * 24)).padEnd(24, '░')} ${Math.floor(share * 100)} % `
      targets.stderr.write(`\r${bar}${done.toLocaleString('en-GB')} ${what}  `)
      barOpen = share !== 1
      if (share === 1) targets.stderr.write('\n')
    },
  }
}
