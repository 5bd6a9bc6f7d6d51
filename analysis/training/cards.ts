import type { Figure } from './figures.ts'
import { tradeOff } from './figures.ts'
import { toRowsOfOne } from './held-figures.ts'
import { FURTHER_SETS } from './leaning-tasks.ts'
import type { Training } from './train.ts'

const WEAKNESSES = [
  'Sarcasm is mostly out of reach: treat its number as a hint. Sarcastic posts are where sentiment errs most.',
  'Feeling in other languages than English rests on about 1,700 posts each; Hindi is read only in Latin letters and is the weakest.',
  'Irony in other languages, and posts whose point lies in a picture or a link, are not understood.',
  'Relevance, intents, urgency, aspects and the feeling towards a brand were learnt from invented posts of fictional brands, each written by one hand and labelled twice: real streams differ, so watch the weekly blind check.',
  'Aspects are named cautiously, and rarely all of them.',
  'The public sets are tweets of 2011 to 2020, mostly American and British.',
]

const ANSWERS = '## As the program answers (rows that no head saw)'
const BY_HEAD = '## By head, at training'

/** The model card: what taught each head, how well it does on rows it never saw, and where it fails. */
export function writeCards(
  { heads, figures, model }: Training,
  evaluated: readonly Figure[],
): string {
  const parts = heads.map(({ spec, header }) => {
    const rows = spec.train.filter(({ weight }) => weight > 0).length
    return `| ${spec.name} | ${header.classes.join(', ')} | ${spec.data.join('; ')} | ${rows.toLocaleString('en-GB')} | ${spec.check.length > 0 ? `${spec.check.length.toLocaleString('en-GB')} rows kept apart` : 'five folds by brand'} |`
  })
  return `# Model card: ${model}

Linear models over hashed words, pieces of words, signs, measured numbers and what the words mean (one pass for all
heads), in whole numbers of eight bits. Made by \`earshot train\`; the same seed and the same data give the same file.
Not in the training: the airline posts and the suggestions (non-commercial licences); they only measure.
Some numbers were chosen while looking at the airline posts and at SemEval's val, in some sixty tries: how much the head of the
brand counts where no brand is asked about, how much the leanings of words and the posts to help desks count, and how far a
brand's layer is held back; so those figures are a little too kind.
Posts that stand in a set that measures were taken out of every set that teaches.

## What taught each head

| head | answers | data and licence | rows (weights above 0) | measured on |
|---|---|---|---|---|
${parts.join('\n')}

The English lexicon inside is VADER's (MIT, C.J. Hutto). Of 22,000 English words and marks, those of the sentence encoder's list and
the negated ones of these have 64 numbers each for what they mean, taken once from all-MiniLM-L6-v2 (Apache-2.0;
\`analysis/training/meaning\`). Eleven more say how each word leans, one for each class of the English general heads; they were learnt
from the rows of those heads and of
${FURTHER_SETS.map(({ set, licence }) => `${set} (${licence})`).join(', ')}.
Public posts taught the weights and which words are common; none of their sentences is in the file.

${ANSWERS}

${table(evaluated)}

${BY_HEAD}

Mention heads: every brand was judged by models that never saw it. Interval: the middle 95 % over rows drawn
again and again.

${table(figures)}

## Leaving the unsure to people

Sentiment answers "unsure" under a confidence that the owner sets. What each setting costs and brings:

${heads
  .filter(({ spec }) => ['feeling-en', 'sentiment'].includes(spec.name))
  .map(({ spec, header, held }) => curve(spec.name, tradeOff(toRowsOfOne(header, held))))
  .join('\n\n')}

## Weaknesses

${WEAKNESSES.map((weakness) => `- ${weakness}`).join('\n')}
`
}

/** The card with the figures of a later evaluation in the place of those at training. */
export function renewAnswers(card: string, evaluated: readonly Figure[]): string {
  const from = card.indexOf(ANSWERS)
  const to = card.indexOf(BY_HEAD)
  if (from === -1 || to < from) throw new Error('This is no model card of ours.')
  return `${card.slice(0, from)}${ANSWERS}\n\n${table(evaluated)}\n\n${card.slice(to)}`
}

function table(figures: readonly Figure[]): string {
  const lines = figures.map(
    ({ head, set, slice, rows, measure, value, low, high }) =>
      `| ${head} | ${set} | ${slice} | ${rows.toLocaleString('en-GB')} | ${measure} | ${value.toFixed(3)} | ${low.toFixed(3)} to ${high.toFixed(3)} |`,
  )
  return `| head | set | slice | rows | measure | value | 95 % |
|---|---|---|---|---|---|---|
${lines.join('\n')}`
}

function curve(name: string, points: ReturnType<typeof tradeOff>): string {
  const lines = points.map(
    ({ answered, accuracy, from }) =>
      `| ${Math.round(answered * 100)} % | ${from.toFixed(2)} | ${accuracy.toFixed(3)} |`,
  )
  return `${name}:

| answered | confidence from | accuracy |
|---|---|---|
${lines.join('\n')}`
}
