import type { CaseKind } from '../core/case.ts'
import type { Dot } from './card.ts'

/** How people say a kind of case. */
export interface KindWords {
  /** Begins a card; the name of whoever wrote follows. */
  head: readonly [string, string]
  /** One of them, in a sentence. */
  one: string
  /** Counted. */
  counted: readonly [string, string]
  /** Names them all, as a choice. */
  all: string
  /** Where there is none. */
  none: string
}

export const KIND_WORDS: Readonly<Record<CaseKind, KindWords>> = {
  emergency: {
    head: ['Emergency', ' from '],
    one: 'an emergency',
    counted: ['emergency', 'emergencies'],
    all: 'Emergencies',
    none: 'No emergency waits for you',
  },
  at_risk: {
    head: ['May leave', ': '],
    one: 'a warning that they leave',
    counted: ['person who may leave', 'people who may leave'],
    all: 'May leave',
    none: 'Nobody is about to leave',
  },
  complaint: {
    head: ['Complaint', ' from '],
    one: 'a complaint',
    counted: ['complaint', 'complaints'],
    all: 'Complaints',
    none: 'No complaint waits for you',
  },
  purchase: {
    head: ['Wants to buy', ': '],
    one: 'a wish to buy',
    counted: ['wish to buy', 'wishes to buy'],
    all: 'Want to buy',
    none: 'Nobody waits to buy',
  },
  question: {
    head: ['Question', ' from '],
    one: 'a question',
    counted: ['question', 'questions'],
    all: 'Questions',
    none: 'No question waits for you',
  },
  praise: {
    head: ['Kind words', ' from '],
    one: 'kind words',
    counted: ['kind word', 'kind words'],
    all: 'Kind words',
    none: 'No kind words wait for you',
  },
  unsure: {
    head: ['Unsure', ' about a post from '],
    one: 'a post we are unsure about',
    counted: ['post we are unsure about', 'posts we are unsure about'],
    all: 'Unsure',
    none: 'No post waits for you to say what it is',
  },
}

/** The one coloured mark at the head; the words beside it say the same. */
export const KIND_DOTS: Readonly<Record<CaseKind, Dot>> = {
  emergency: 'red',
  at_risk: 'red',
  complaint: 'red',
  purchase: 'green',
  question: 'amber',
  praise: 'blue',
  unsure: 'grey',
}

/** What a case is and from whom: "Complaint from Nadia", "Wants to buy: Nadia". */
export function caseHead(kind: CaseKind, who: string): string {
  const { head } = KIND_WORDS[kind]
  return `${head[0]}${head[1]}${who}`
}
