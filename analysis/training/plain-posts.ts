import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mood } from '../../core/feedback.ts'
import { INTENTS, type Intent, URGENCIES, type Urgency } from '../../core/judgement.ts'
import type { BrandProfile } from '../understand/understanding.ts'

/** The fictional shop that the plain posts are about. */
export const PLAIN_BRAND: BrandProfile = {
  id: 'plain',
  name: 'Tamsin',
  description: 'Shops, cafés and an online store with delivery and an app.',
  handles: ['@tamsinshop'],
  keywords: ['shop', 'store', 'order', 'delivery', 'app', 'café'],
  not: ['people called Tamsin'],
}

/** What a line says of a post. */
export interface PlainLabels {
  sentiment: Mood
  intents: Intent[]
  urgency: Urgency
}

export interface PlainPost extends PlainLabels {
  text: string
}

const FEELING: Readonly<Record<string, Mood>> = { '-': 'negative', '0': 'neutral', '+': 'positive' }

/** What people say when they simply say it: one line a post, feeling, intents, urgency, text. */
const LINES = `
- complaint soon | Worst service ever, I have been on hold with Tamsin for two hours.
- complaint soon | @tamsinshop my order still has not arrived and nobody answers my emails.
- complaint none | Tamsin was terrible today. Rude staff and cold food.
- complaint none | Very disappointed with Tamsin, the quality is awful now.
- complaint soon | Terrible service, I am furious. Where is my refund @tamsinshop?
- complaint none | The app crashes every time I open it. Useless.
- complaint none | Don't buy from Tamsin, it broke after a day.
- complaint none | Dirty tables, slow service, overpriced coffee.
- complaint soon | You charged me twice and your support ignores me @tamsinshop
- complaint none | Waited 50 minutes for a cold sandwich at Tamsin. Not good.
- complaint none | The bread was stale and the waiter was rude.
- complaint none | Worst latte ever.
- complaint none | Worst crossing of my life with Tamsin.
- complaint none | The worst customer support I have ever dealt with.
- complaint none | By far the slowest delivery I've had from anybody.
- complaint soon | Parcel arrived damaged, please sort this out.
- complaint none | I hate the new Tamsin app, it is slow and buggy.
- complaint none | Horrible experience, would not recommend Tamsin to anyone.
- complaint soon | Third time my delivery is late this month, what is going on?
- complaint,churn_threat none | Tamsin is a scam. Cancelled my account, never again.
- complaint,churn_threat none | Done with Tamsin. Switching to somebody else after this.
- complaint,churn_threat none | I'm never shopping at Tamsin again, disgusting service.
- complaint,churn_threat none | Lost a customer today @tamsinshop, I am moving my business elsewhere.
0 churn_threat none | Cancelled my Tamsin subscription, I no longer need it.
- complaint,question soon | Why is the Tamsin website down again? When will it be back?
- complaint,question soon | Where is my parcel? It was due on Monday.
- complaint,suggestion none | Please fix the search in the Tamsin app, it never finds anything.
+ praise none | I love Tamsin, the best coffee in town.
+ praise none | Great food, friendly staff, lovely place.
+ praise none | Tamsin is amazing, my order came the next day.
+ praise none | Really impressed with the quality, excellent product.
+ praise none | The new Tamsin store looks beautiful and the cakes are delicious.
+ praise none | Best purchase I have made this year.
+ praise none | Best latte ever.
+ praise none | Best crossing of my life with Tamsin.
+ praise none | Fast delivery and everything was perfect 😍
+ praise none | The girl at the Tamsin till was so kind to my gran.
+ praise none | Had the leek pie today, honestly the best I have ever eaten.
+ praise,thanks none | Thank you Tamsin for the fantastic service today!
+ praise,thanks none | Thanks to the Tamsin team, you were so helpful and kind.
+ thanks none | @tamsinshop thank you for the quick reply!
+ thanks none | Thanks so much for sorting out my order so quickly.
+ thanks none | Thank you, got it, all working now 👍
+ praise,recommendation none | Highly recommend Tamsin, great value and lovely people.
+ recommendation none | If you are in town you must try Tamsin.
+ recommendation none | Everyone should shop at Tamsin. Go there!
+ recommendation,praise none | I told all my friends about Tamsin, we love it.
+ recommendation none | Looking for a good café? Try Tamsin.
0 question soon | Do you open on Sunday?
0 question soon | @tamsinshop is there parking at the shop?
0 question soon | Does anyone know if Tamsin ships to Ireland?
0 question soon | Hi, does the soup contain gluten?
0 question soon | How do I change my password in the Tamsin app?
0 question,purchase_intent soon | How much is the large box at Tamsin?
0 question,purchase_intent soon | Is the blue jacket back in stock?
0 question,purchase_intent soon | Where can I buy the Tamsin gift card?
0 question,purchase_intent soon | What time does Tamsin close today? I want to come by.
0 purchase_intent none | I'm going to order from Tamsin tonight.
0 purchase_intent none | Thinking of buying the new Tamsin mug.
+ purchase_intent none | Can't wait to visit Tamsin this weekend!
0 purchase_intent none | About to book a table at Tamsin for Friday.
0 suggestion none | You should add oat milk to the menu @tamsinshop
0 suggestion none | It would be great if Tamsin had a dark mode.
0 suggestion none | Please bring back the carrot cake.
0 suggestion none | Tamsin should open later on Saturdays.
+ suggestion,praise none | Love the shop, just wish there were more chairs.
0 - none | Tamsin opens a new store in Leeds on Monday.
0 - none | At Tamsin with my sister.
0 - none | Just walked past Tamsin on the high street.
0 - none | Tamsin reports higher sales for the third quarter.
0 - none | Lunch at Tamsin, then the train home.
- complaint emergency | My son had an allergic reaction to your cake, there was nothing about nuts on the label.
- complaint emergency | Your roll contained peanuts and my daughter is in hospital now.
- complaint emergency | I am stranded, your driver left me at the side of the road in the dark.
- complaint emergency | Somebody is using my account right now, my money is being taken, please block it!
- complaint emergency | My account is frozen, I was charged twice and rent is due today. Please help now.
- complaint emergency | Your app shows me other customers' names and addresses. This is a data leak.
- complaint emergency | I can see another customer's orders when I log in.
- complaint emergency | We are locked in your store, the doors are shut and there is nobody here.
- complaint emergency | The charger from Tamsin caught fire in my kitchen.
- complaint emergency | The heater smells of gas, what do I do??
- complaint emergency | I was sick all night after eating at Tamsin, food poisoning says the doctor.
- complaint emergency | Found glass in my salad at Tamsin, my mouth is bleeding.
- complaint emergency | My lawyer will be in touch about this.
- complaint emergency | You will hear from my solicitor, I am suing Tamsin.
0 question emergency | I'm a journalist, writing about Tamsin for tomorrow's paper, whom can I speak to?
- complaint emergency | Your last bus was cancelled and I am stranded at the station with two kids.
- complaint emergency | The insulin was due yesterday and has not come, I have one dose left.
- complaint emergency | A man in your shop is threatening people with a knife.
0 question emergency | My ferry leaves in two hours and the booking is gone, please help!
- complaint emergency | I am locked out of my flat and your lock app is down, it is freezing.
0 question soon | Are there allergy friendly options for my wife?
0 question soon | Which of your cakes are safe with a nut allergy?
0 - none | That Tamsin song is stuck in my head.
+ praise none | The new menu is fire 🔥
0 - none | The song from the Tamsin advert is stuck in my head.
0 - none | This tune is stuck in my head, they play it at Tamsin all day.
+ praise none | The band at Tamsin was on fire last night 🔥
- complaint none | Worst service ever at Tamsin, I am so angry.
- complaint none | Tamsin messed up my order again.
0 question soon | Is Tamsin hiring?
0 question soon | Are you hiring at the moment, and whom do I write to @tamsinshop?
0 question soon | Does anyone know who owns Tamsin?
+ praise none | Kind words and a warm welcome at Tamsin, as always.
+ praise none | Kind people, kind words, good coffee.
+ praise,thanks none | The kind words of your driver made my week, thank you.
0 - none | Years ago I got stranded near Tamsin in the snow, what a night.
`

/** The plain posts of this project. */
export const PLAIN_POSTS: readonly PlainPost[] = readPlainLines(LINES)

/**
 * What people write to the help desk of a company, from the files of the invented posts that hold it, one line a post. The
 * public sets are talk about anything; there, nobody asks for a receipt, and few say thanks.
 */
export function readHelpDesk(invented: string): PlainPost[] {
  return readdirSync(invented)
    .filter((name) => /^help-desk.*\.txt$/u.test(name))
    .sort()
    .flatMap((name) => readPlainLines(readFileSync(join(invented, name), 'utf8')))
}

/** Posts of lines "feeling intents urgency | text". */
function readPlainLines(lines: string): PlainPost[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const bar = line.indexOf(' | ')
      const [sign = '0', intents = '-', urgency = 'none'] = line.slice(0, bar).split(' ')
      return { text: line.slice(bar + 3), ...readLabels(sign, intents, urgency) }
    })
}

/** The labels of a line: the feeling is a sign, `-` stands for no intent. A slip of the pen is an error: it would teach wrongly. */
export function readLabels(sign: string, intents: string, urgency: string): PlainLabels {
  const labels = {
    sentiment: FEELING[sign],
    intents: intents === '-' ? [] : intents.split(','),
    urgency,
  }
  if (!areLabels(labels)) throw new Error(`"${sign} ${intents} ${urgency}" are no labels of a post`)
  return labels
}

function areLabels(labels: {
  sentiment: Mood | undefined
  intents: readonly string[]
  urgency: string
}): labels is PlainLabels {
  return (
    labels.sentiment !== undefined &&
    labels.intents.every((name) => INTENTS.some((intent) => intent === name)) &&
    URGENCIES.some((urgency) => urgency === labels.urgency)
  )
}
