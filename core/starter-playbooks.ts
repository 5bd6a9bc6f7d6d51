import type { Playbook } from './playbook.ts'

const BARE = {
  brand: null,
  kinds: [],
  aspects: [],
  breakTheRule: '',
  formal: '',
  ask: '',
  facts: [],
  gives: [],
} satisfies Partial<Playbook>

/**
 * What a team begins with: answers that are true of any business, so they promise nothing and name no figure.
 * A playbook of the settings with the same id takes the place of one of these.
 */
export const STARTER_PLAYBOOKS: readonly Playbook[] = [
  {
    ...BARE,
    id: 'complaint',
    name: 'Complaint',
    kinds: ['complaint'],
    steps: [
      'Read the whole post and what was said before.',
      'Say sorry for what happened, in your own words.',
      'Find out what went wrong before you explain it.',
      'Say what you do about it, and by when only if you are sure.',
      'Set a follow-up and ask afterwards whether it is good now.',
    ],
    breakTheRule:
      'Leave the path when the answer is at hand: mend it first and say so in one sentence. Call the team lead when it is the second bad experience.',
    answer: '{greeting} I am sorry about this. I am looking into it now. {what_we_do}',
    ask: '{greeting} I am sorry about this. Could you send us a message with when and where it happened, so that I can look into it?',
  },
  {
    ...BARE,
    id: 'emergency',
    name: 'Emergency',
    kinds: ['emergency'],
    steps: [
      'Call the team lead before you write.',
      'First make sure that the person is safe.',
      'Write only what you know. Do not guess at a cause.',
    ],
    breakTheRule: 'Never wait for a playbook when somebody may be hurt: call them, or for help.',
    answer:
      '{greeting} thank you for telling us. We take this seriously and are on it now. Please send us a message with how we can reach you.',
    ask: '{greeting} thank you for telling us. Are you safe, and how can we reach you right now? Please send us a message.',
  },
  {
    ...BARE,
    id: 'at_risk',
    name: 'May leave',
    kinds: ['at_risk'],
    steps: [
      'Read what they wrote before: what let them down, and when.',
      'Call them where you can. A voice mends more than a post.',
      'Say sorry for what happened, and what you do about it now.',
      'Set a follow-up, and ask afterwards whether it is good now.',
    ],
    breakTheRule: 'Do not talk them out of leaving. Mend what went wrong, whatever they decide.',
    answer:
      '{greeting} I am sorry that we let you down. I would like to put this right myself. {what_we_do}',
    ask: '{greeting} I am sorry that we let you down. Could you send us a message with how we can reach you? I would like to put this right myself.',
  },
  {
    ...BARE,
    id: 'purchase',
    name: 'Wants to buy',
    kinds: ['purchase'],
    steps: [
      'Answer what they asked in the first sentence.',
      'Name one way to get it, with where and when.',
      'Do not sell them anything else.',
    ],
    answer: '{greeting} {answer_in_one_sentence} {how_to_get_it}',
    ask: '{greeting} happy to help. What is it for, and by when do you need it?',
  },
  {
    ...BARE,
    id: 'unsure',
    name: 'Unsure',
    kinds: ['unsure'],
    steps: ['Say first what the post is.', 'Where even you cannot tell, ask them kindly.'],
    answer: '{greeting} {answer_in_one_sentence}',
    ask: '{greeting} I would like to understand you right. Could you tell me a little more?',
  },
  {
    ...BARE,
    id: 'question',
    name: 'Question',
    kinds: ['question'],
    steps: [
      'Answer the question in the first sentence.',
      'Where you do not know, say so and say who will.',
    ],
    answer: '{greeting} {answer_in_one_sentence}',
    ask: '{greeting} happy to help. Could you tell me a little more about what you are looking for?',
  },
  {
    ...BARE,
    id: 'praise',
    name: 'Kind words',
    kinds: ['praise'],
    steps: ['Thank them for what they named, not in general.', 'Pass it on to whoever is praised.'],
    breakTheRule: 'Ask for nothing in a thank-you, not even for a review.',
    answer: '{greeting} thank you for saying so. I passed it on to the team. {what_they_named}',
  },
  {
    ...BARE,
    id: 'late-delivery',
    name: 'Delivery that is late or lost',
    kinds: ['complaint', 'question'],
    aspects: ['delivery'],
    steps: [
      'Ask for the order number in a private message, never in public.',
      'Look where the parcel is before you answer.',
      'Say what happens next.',
    ],
    breakTheRule:
      'When it is needed for a day that passes, send it again first and look for it later.',
    answer:
      '{greeting} I am sorry that your order is not with you yet. I looked it up: {where_it_is}. {what_happens_next}',
    ask: '{greeting} I am sorry that your order is not with you yet. Please send us a message with your order number, and I will look for it right away.',
  },
  {
    ...BARE,
    id: 'billing',
    name: 'Charged wrongly',
    kinds: ['complaint', 'question'],
    aspects: ['billing'],
    steps: [
      'Take it to a private message: no amounts or card details in public.',
      'Look the payment up before you say who is right.',
      'A colleague reads the answer before it leaves.',
    ],
    answer:
      '{greeting} I am sorry about this charge. Please send us a message with the date and the amount, and I will look it up myself.',
    ask: '{greeting} I am sorry about this charge. Please send us a message with the date and the amount, and I will look it up myself.',
  },
  {
    ...BARE,
    id: 'rude-staff',
    name: 'Treated badly by somebody of ours',
    kinds: ['complaint'],
    aspects: ['staff', 'support'],
    steps: [
      'Say sorry for how they felt. Do not argue about who was right.',
      'Ask when and where it was, so that you can speak with the colleague.',
      'Name no colleague in public.',
    ],
    breakTheRule: 'Where it sounds like discrimination or violence, call the team lead first.',
    answer:
      '{greeting} I am sorry that you were treated like this. That is not how we want to be. I will speak with the team about it.',
    ask: '{greeting} I am sorry that you were treated like this. Could you send us a message with when and where it was? I want to speak with the team about it.',
  },
]
