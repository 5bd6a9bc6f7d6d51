import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createUnderstander } from '../../../analysis/understand/model-understander.ts'
import { matchRules, normaliseForRules } from '../../../analysis/understand/rules.ts'
import type { BrandProfile } from '../../../analysis/understand/understanding.ts'
import { readWeights } from '../../../cli/weights.ts'
import { PUFFIN } from './puffin.ts'

const reader = createUnderstander(readWeights())

describe('what a post is for', () => {
  it.each([
    ['complaint', 'My order still hasn’t arrived and nobody answers the phone'],
    ['complaint', 'Waited 50 minutes for a cold pie. Not good.'],
    ['complaint', "Don't buy from them, the loaf was stale and nobody cares"],
    ['praise', 'Had the leek pie today, honestly the best I have ever eaten'],
    ['praise', 'Shoutout to the girl at the till, so kind to my gran'],
    ['recommendation', 'If you are in town you must try their rye bread'],
    ['recommendation', 'I told everyone at work about this place and now half the office goes'],
    ['thanks', 'Thank you for sorting out the cake so quickly!'],
    ['question', 'Hi, do your rolls contain sesame?'],
    ['purchase_intent', 'How much is a birthday cake for twelve?'],
    ['purchase_intent', "I'm going to order the big pie box for Sunday"],
    ['churn_threat', 'That was it, never coming back'],
    ['suggestion', 'You should add a gluten free pie to the menu'],
    ['complaint', 'Das Paket ist nie angekommen, eine Frechheit, ich will mein Geld zurück'],
    ['thanks', 'Merci beaucoup, merci à toute votre équipe pour votre aide rapide !'],
  ])('reads %s in "%s"', (intent, text) => {
    expect(reader.understand({ text }).labels).toContain(intent)
  })

  it('takes a warning not to buy for a complaint, not for a recommendation', () => {
    const { labels } = reader.understand({ text: "I wouldn't recommend it, don't buy this" })
    expect(labels).toContain('complaint')
    expect(labels).not.toContain('recommendation')
  })

  it.each(['Worst latte ever', 'worst coffee ever'])(
    'sees a complaint and no praise in "%s"',
    (text) => {
      const { labels } = reader.understand({ text })
      expect(labels).toContain('complaint')
      expect(labels).not.toContain('praise')
    },
  )

  it('does not take a rhetorical question for one', () => {
    const { labels } = reader.understand({ text: 'are you kidding me?? third time this week?!' })
    expect(labels).not.toContain('question')
  })
})

describe('how sure is sure enough', () => {
  const post = { text: 'Popped into Puffin on Sunday, the pie was fine I suppose' }

  it('is what the owner of the brand sets', () => {
    const ask = (unsureBelow?: BrandProfile['unsureBelow']) => {
      const brand = { ...PUFFIN, ...(unsureBelow === undefined ? {} : { unsureBelow }) }
      const { relevance, sentiment } = reader.understand({ ...post, brand })
      return [relevance.label === 'unsure', sentiment.label === 'unsure']
    }
    expect(ask({ relevance: 1, sentiment: 1 })).toEqual([true, true])
    expect(ask({ relevance: 1, sentiment: 0 })).toEqual([true, false])
    expect(ask({ sentiment: 1 })).toEqual([ask()[0], true])
    expect(ask({ relevance: 0, sentiment: 0 })).toEqual([false, false])
  })

  it('is never asked where nobody may abstain', () => {
    const brand = { ...PUFFIN, unsureBelow: { relevance: 1, sentiment: 1 } }
    const { relevance, sentiment } = reader.understand({ ...post, brand }, { abstain: false })
    expect([relevance.label, sentiment.label]).not.toContain('unsure')
  })
})

describe('the language of a short answer', () => {
  it('is that of the post it answers, unless the network claims another', () => {
    const parent = 'Habt ihr am Sonntag auch geöffnet, und gibt es dann Kuchen?'
    expect(reader.understand({ text: 'super 👍', parent }).lang).toBe('de')
    expect(reader.understand({ text: 'super 👍', parent, lang: 'nl' }).lang).toBe('nl')
    expect(reader.understand({ text: 'Sorry, we are closed on that day', parent }).lang).toBe('en')
  })
})

describe('plain words', () => {
  it.each([
    ['negative', 'complaint', 'Worst service ever at Puffin, I am furious'],
    ['negative', 'complaint', '@puffinbakes my order never arrived and nobody answers'],
    ['positive', 'praise', 'Puffin is amazing, best pies in town and such friendly staff'],
    ['positive', 'thanks', '@puffinbakes thank you so much for your help today!'],
  ] as const)('mean what they say about a brand: %s, %s', (feeling, intent, text) => {
    const found = reader.understand({ text, brand: PUFFIN }, { abstain: false })
    expect(found.sentiment.label).toBe(feeling)
    expect(found.labels).toContain(intent)
  })

  it.each([
    'Terrible service at Puffin today',
    'Rude staff at Puffin',
    'Puffin messed up my order again',
  ])('are a complaint and no praise where somebody is surely unhappy: %s', (text) => {
    const { labels } = reader.understand({ text, brand: PUFFIN })
    expect(labels).toContain('complaint')
    expect(labels).not.toContain('praise')
  })

  it('ask for work without wishing to buy', () => {
    const { labels } = reader.understand({ text: 'Is Puffin hiring?', brand: PUFFIN })
    expect(labels).toEqual(['question'])
  })
})

describe('feeling', () => {
  it.each([
    ['positive', 'the coffee was great and the staff lovely 😍'],
    ['negative', 'rude staff, filthy tables, worst service ever'],
    ['negative', 'the app is not good and not helpful 😡'],
    ['neutral', 'The shop on Mill Road opens at eight on Mondays'],
    ['negative', 'Schlechter Service, sehr enttäuscht 😡'],
  ])('is %s in "%s"', (label, text) => {
    expect(reader.understand({ text }).sentiment.label).toBe(label)
  })

  it('says unsure under the confidence of the weights, and can be forced', () => {
    const texts = [
      'hm',
      'puffin again',
      'the bread is lovely and the waiter was rude',
      'so. that happened',
    ]
    const found = texts.map((text) => reader.understand({ text, brand: PUFFIN }).sentiment)
    for (const { label, confidence } of found) expect(label === 'unsure').toBe(confidence < 0.45)
    for (const text of texts) {
      const forced = reader.understand({ text, brand: PUFFIN }, { abstain: false })
      expect(forced.sentiment.label).not.toBe('unsure')
      expect(forced.relevance.label).not.toBe('unsure')
    }
  })
})

describe('emergencies', () => {
  it.each([
    'My son had an allergic reaction to your vegan roll, it does not say nuts anywhere',
    'Your last bus was cancelled and I am stranded at the airport with two kids',
    'You have charged my card twice and now my account is frozen',
    'I can see another customer’s orders when I log in',
    'My lawyer will be in touch about this',
    "I'm locked out of the building and your app shows nothing",
    'Your app shows me a stranger’s name and address, somebody is seeing my data right now',
  ])('sees one in "%s"', (text) => {
    expect(reader.understand({ text }).urgency.label).toBe('emergency')
  })

  it.each([
    'Are there allergy friendly options for my wife?',
    'This song is stuck in my head, your radio is on fire',
    'Mortgage: they locked in the rate, very happy',
    'the new season is fire, the boss will kill you',
  ])('sees none in "%s"', (text) => {
    expect(reader.understand({ text }).urgency.label).not.toBe('emergency')
  })

  it.each([
    'My daughter cannot breathe after your nut free muffin, we are on our way to the hospital',
    'You took my rent twice this morning, now I am overdrawn and have no money for food',
    'somebody is emptying my account right now, please freeze it',
    'Last train cancelled, thirty of us on the platform at midnight, no taxis anywhere',
    'Meine Tochter hat eine Nussallergie und bekommt nach Ihrem Kuchen keine Luft',
    'ma mère est bloquée à Rome depuis hier soir sans ses médicaments',
    'mi hijo es alérgico y le habéis puesto nueces, vamos a urgencias',
    'a minha conta foi hackeada, estão a roubar o meu dinheiro agora',
  ])('sees one in plain need: "%s"', (text) => {
    expect(reader.understand({ text, brand: PUFFIN }).urgency.label).toBe('emergency')
  })

  it.each([
    ['denied', 'I was never charged twice by Puffin, unlike at the last place'],
    ['denied', "We weren't stranded for once: Puffin was open at midnight"],
    ['denied', 'not locked out, not robbed, all fine, just a question about my Puffin card'],
    ['denied', 'noch nie doppelt abgebucht bei Puffin, im Gegensatz zur Konkurrenz'],
    ['quoted', '"We were stranded for nine hours", says a passenger about another bakery tour'],
    ['a title', "Reading 'Locked In The Tower' at Puffin with a coffee"],
    ['sung', '🎵 stranded in your love 🎵 the Puffin advert won’t leave my head'],
    ['sold', 'Stuck at home? Locked out of the fun? Puffin to the rescue, use code PIE10'],
    ['long over', 'Two years ago Puffin had my brother in hospital with food poisoning'],
    ['of others', 'My lawyer friend practically lives at Puffin'],
    ['of others', 'mi abogado trabaja al lado de Puffin y desayuna allí'],
    ['a picture', 'Puffin delivered while the kitchen was on fire, figuratively. Legends'],
    ['praise', 'With my nut allergy I am so glad that Puffin labels everything'],
  ])('wakes nobody for what is %s: "%s"', (_why, text) => {
    const { urgency } = reader.understand({ text, brand: PUFFIN })
    expect(urgency.label === 'emergency' && urgency.confidence >= 0.5).toBe(false)
    expect(matchRules(normaliseForRules(text)).map(({ rule }) => rule.label)).not.toContain(
      'emergency',
    )
  })

  it('lets an open question wait and a plain compliment not', () => {
    expect(reader.understand({ text: 'Do you open on Sunday?' }).urgency.label).toBe('soon')
    expect(reader.understand({ text: 'Lovely pies as always' }).urgency.label).toBe('none')
  })
})

describe('whether it is about us', () => {
  it.each([
    ['relevant', '@puffinbakes the sourdough is back, hooray'],
    ['relevant', 'Two pies and a coffee at Puffin, that is my Saturday'],
    ['irrelevant', 'A puffin bird on the cliffs of the island today'],
    ['irrelevant', 'PUFFIN coin airdrop, click the link and follow and retweet'],
  ])('is %s for "%s"', (label, text) => {
    expect(reader.understand({ text, brand: PUFFIN }).relevance.label).toBe(label)
  })

  it('is always relevant without a brand', () => {
    expect(reader.understand({ text: 'puffin again' }).relevance).toEqual({
      label: 'relevant',
      confidence: 1,
    })
  })
})

describe('any text at all', () => {
  it('is answered with probabilities and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const found = reader.understand({ text, brand: PUFFIN })
        const { negative, neutral, positive } = found.sentiment.scores
        expect(negative + neutral + positive).toBeCloseTo(1, 6)
        for (const value of Object.values(found.intents)) {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(1)
        }
        reader.why({ text }, found)
      }),
    )
  })

  it('reads only the beginning of a text of a million characters', () => {
    const text = `${'a'.repeat(1_000_000)} worst service ever`
    expect(reader.understand({ text })).toEqual(reader.understand({ text: 'a'.repeat(1_000_000) }))
  })
})
