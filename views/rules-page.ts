import { cleanName } from '../core/hostile-text.ts'
import type { PeopleRules } from '../core/people-rules.ts'
import { type Html, html } from './html.ts'
import { STAGE_NAMES } from './person-words.ts'
import { count } from './words.ts'

/** Who would stand elsewhere by other rules. */
export interface ShownMoves {
  people: number
  more: boolean
  moves: readonly {
    id: number
    name: string
    what: 'stage' | 'at_risk' | 'struck_out'
    before: string
    after: string
  }[]
}

const SHOWN = 100

const GROUPS: readonly [title: string, fields: readonly [name: string, label: string][]][] = [
  [
    'What one act is worth',
    [
      ['weights.recommendation', 'Recommends us'],
      ['weights.help', 'Answers for us'],
      ['weights.praise', 'Praises us'],
      ['weights.thanks', 'Thanks us'],
      ['weights.cheer', 'Sounds happy'],
      ['weights.idea', 'Has an idea'],
      ['weights.interest', 'Asks, or wants to buy'],
      ['weights.mention', 'Mentions us'],
      ['weights.blame', 'Sounds unhappy'],
      ['weights.complaint', 'Complains'],
      ['weights.leaving', 'Wants to leave'],
    ],
  ],
  [
    'How it fades',
    [
      ['love.halfLifeDays', 'Days after which an act counts half'],
      ['love.perDay', 'The most that one day on one network counts'],
      ['risk.halfLifeDays', 'Days after which anger counts half'],
    ],
  ],
  [
    'What speaks for leaving',
    [
      ['risk.leaving', 'Says they will leave'],
      ['risk.complaint', 'A complaint'],
      ['risk.blame', 'Unhappy words'],
      ['risk.anger', 'How much these three weigh together; each more adds less'],
      ['risk.leftAlone', 'Either of the first two, without an answer'],
      ['risk.question', 'A question without an answer'],
      ['risk.silence', 'Silence against their own rhythm'],
      ['risk.fewerOrders', 'Fewer orders than usual'],
    ],
  ],
  [
    'What speaks for staying',
    [
      ['risk.thanks', 'Thanks'],
      ['risk.help', 'Answers for us'],
      ['risk.praise', 'Kind words'],
      ['risk.orders', 'Orders that still come'],
    ],
  ],
  [
    'When somebody moves',
    [
      ['risk.from', 'At risk from'],
      ['strikes.out', 'Bad experiences that lose somebody'],
      ['strikes.withinDays', 'They count within so many days'],
      ['stages.promotingDays', 'Days with kind words that make an advocate'],
      ['stages.promotingWithinDays', 'They lie within so many days'],
      ['stages.deedSorts', 'Sorts of deeds beside kind words'],
      ['stages.deedDays', 'They happened on so many days of a year'],
      ['stages.openDays', 'Days a complaint stands open'],
      ['stages.repeatOrders', 'Orders in a year of a repeat customer'],
      ['stages.clientOrders', 'Orders in a year of a client'],
      ['thankedDays', 'Days between two thank-yous'],
    ],
  ],
]

/** The rules that people are scored by, who would move by others, and the way to set them. */
export function rulesPage(
  typed: Readonly<Record<string, string>>,
  shown: { moves: ShownMoves | null; fault: string | null; csrf: string; maySet: boolean },
): Html {
  const { moves, fault, csrf, maySet } = shown
  return html`<section class="section"><h1>Rules for people</h1><p class="quiet mt2">What each act is worth and when somebody moves. Change a number, see who would move, then set it.</p></section>
    ${fault === null ? null : html`<section class="section"><p class="badge late">${labelled(fault)}</p></section>`}
    <form class="form" method="post" action="/people/rules"><input type="hidden" name="csrf" value="${csrf}">
    ${GROUPS.map(([title, fields]) => html`<section class="section"><header><h2>${title}</h2></header>${fields.map(([name, label]) => html`<div class="mt4"><label for="${name}">${label}</label><input id="${name}" name="${name}" value="${typed[name] ?? ''}" inputmode="decimal" autocomplete="off" required></div>`)}</section>`)}
    <div class="btns"><button class="btn" type="submit" name="do" value="preview">Who would move</button>${maySet ? html`<button class="btn first" type="submit" name="do" value="set">Set these rules</button>` : null}</div></form>
    ${moves === null ? null : movesSection(moves)}`
}

/** A fault with the words that stand above its field, in place of the key. */
function labelled(fault: string): string {
  const field = GROUPS.flatMap(([, fields]) => fields).find(([name]) =>
    fault.startsWith(`${name}: `),
  )
  return field === undefined ? fault : `“${field[1]}”: ${fault.slice(field[0].length + 2)}`
}

/** Rules as the fields of the form. */
export function typedRules(rules: PeopleRules): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rules).flatMap(([group, held]) =>
      typeof held === 'number'
        ? [[group, String(held)]]
        : Object.entries(held as Record<string, number>).map(([key, number]) => [
            `${group}.${key}`,
            String(number),
          ]),
    ),
  ) as Record<string, string>
}

/** One move in a sentence without a name, the same on the desk and on the command line. */
export function moveWords(move: ShownMoves['moves'][number]): string {
  const { what, before, after } = move
  if (what === 'stage')
    return `${STAGE_NAMES[before] ?? before} becomes ${STAGE_NAMES[after] ?? after}`
  const state = what === 'at_risk' ? 'at risk' : 'lost by bad experiences'
  return after === 'yes' ? `would be ${state}` : `would be ${state} no more`
}

/** How many would move, of how many. */
export function movesHead({ people, more, moves }: ShownMoves): string {
  const who = new Set(moves.map(({ id }) => id)).size
  const all = count(people, 'person', 'people')
  return `${who === 0 ? 'Nobody' : who} of ${more ? `the first ${all}` : all} would move.`
}

function movesSection(shown: ShownMoves): Html {
  return html`<section class="section" id="moves"><header><h2>${movesHead(shown)}</h2><p>Nothing is set yet</p></header><ul class="rows">${shown.moves.slice(0, SHOWN).map((move) => html`<li class="mention lean"><div><a href="/people/${move.id}"><b>${cleanName(move.name, 60)}</b></a> <span class="small quiet">${moveWords(move)}</span></div></li>`)}</ul></section>`
}
