/** The numbers of docs/people-rules.md that a team may set; the names are those of `people:` in earshot.yaml. */
export interface PeopleRules {
  /** What one act is worth. */
  weights: {
    leaving: number
    complaint: number
    blame: number
    recommendation: number
    help: number
    praise: number
    thanks: number
    cheer: number
    idea: number
    interest: number
    mention: number
  }
  /** Days after which an act counts half, and the most that one day on one network counts. */
  love: { halfLifeDays: number; perDay: number }
  risk: {
    /** Days after which anger counts half; kind words last twice as long. */
    halfLifeDays: number
    /** The risk from which somebody is at risk. */
    from: number
    /** What one counts as anger, and what anger adds with its logarithm. */
    leaving: number
    complaint: number
    blame: number
    anger: number
    /** What else speaks for leaving, in log-odds. */
    leftAlone: number
    question: number
    silence: number
    fewerOrders: number
    /** What speaks for staying, in log-odds. */
    thanks: number
    help: number
    praise: number
    orders: number
  }
  /** So many bad experiences within so many days lose a customer. */
  strikes: { withinDays: number; out: number }
  stages: {
    /** Kind words on so many days within so many days make somebody who speaks for the brand. */
    promotingDays: number
    promotingWithinDays: number
    /** Beside the kind words, deeds of so many sorts on so many days of a year; 0 asks for none. */
    deedSorts: number
    deedDays: number
    /** A complaint stands open for so many days. */
    openDays: number
    /** Orders within a year. */
    clientOrders: number
    repeatOrders: number
  }
  /** Nobody is thanked twice within so many days. */
  thankedDays: number
}

/** The rules of a team that set none. */
export const PEOPLE_RULES: PeopleRules = {
  weights: {
    leaving: -8,
    complaint: -6,
    blame: -3,
    recommendation: 8,
    help: 6,
    praise: 5,
    thanks: 3,
    cheer: 2,
    idea: 2,
    interest: 1,
    mention: 0.5,
  },
  love: { halfLifeDays: 90, perDay: 12 },
  risk: {
    halfLifeDays: 60,
    from: 28,
    leaving: 5,
    complaint: 3,
    blame: 1,
    anger: 1.8,
    leftAlone: 0.65,
    question: 0.3,
    silence: 0.15,
    fewerOrders: 1,
    thanks: 1.2,
    help: 0.55,
    praise: 0.6,
    orders: 0.3,
  },
  strikes: { withinDays: 365, out: 2 },
  stages: {
    promotingDays: 2,
    promotingWithinDays: 180,
    deedSorts: 2,
    deedDays: 3,
    openDays: 30,
    clientOrders: 4,
    repeatOrders: 2,
  },
  thankedDays: 90,
}
