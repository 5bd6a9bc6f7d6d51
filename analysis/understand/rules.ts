import { EMERGENCY_RULES } from './emergency-rules.ts'
import { FOREIGN_RULES } from './foreign-rules.ts'
import { inEarnest } from './meant-in-earnest.ts'
import type { Rule } from './rule.ts'
import { createSieve, isSifted } from './rule-sieve.ts'

/** Turns curly quotes and case away, so that the rules need not repeat themselves. */
export function normaliseForRules(text: string): string {
  return text
    .slice(0, 2_000)
    .normalize('NFKC')
    .replaceAll(/[\u2018\u2019]/gu, "'")
    .toLowerCase()
}

/** Questions that want no answer. */
const RHETORICAL =
  /\?!|\?\?\?|how (?:hard|difficult) (?:is|can) it|what (?:is wrong|a joke)|are you (?:kidding|serious|joking)|(?:really|seriously|right|huh|eh)\?/u

const ENGLISH: readonly Rule[] = [
  rule(
    'not-received',
    'complaint',
    0.8,
    /\b(?:never|still (?:not|no|hasn't|haven't|didn't)|hasn't|haven't|didn't|not) (?:\w+ )?(?:arriv|receiv|got|deliver|show(?:ed)? up|refund|repl(?:y|ied)|respond|hear)/u,
  ),
  rule(
    'waiting',
    'complaint',
    0.7,
    /\b(?:still|been|kept(?: us| me)?) waiting\b|\b(?:waited|on hold|queued?)\b.{0,25}\b(?:hours?|minutes?|mins?|hrs?|days?|weeks?|ages|forever)\b|\bno (?:reply|response|answer|update|explanation|apology)\b/u,
  ),
  rule(
    'bad-service',
    'complaint',
    0.8,
    /\b(?:worst|terrible|awful|horrible|poor|shocking|appalling|dreadful|rude|zero|disgusting|crap|shit) (?:\w+ )?(?:service|experience|support|staff|food|quality|app|company|delivery|coffee|driver|airline)/u,
  ),
  rule(
    'worst',
    'complaint',
    0.6,
    /\b(?:worst|nastiest|rudest|slowest|dirtiest|poorest|most (?:useless|disappointing|expensive)) (?:\w+ ){0,3}(?:ever|in|i've|i have|around|by far|out there|we|of (?:my|the|all))\b/u,
    /\b(?:not|isn't|wasn't|hardly) the (?:worst|slowest)|worst (?:case|kept|enemy)/u,
  ),
  rule(
    'amends',
    'complaint',
    0.8,
    /\b(?:want|need|demand|give me|gimme|asked for) (?:a |my |the )?(?:full )?(?:refund|money back)\b|\b(?:rude|unfriendly|dirty|filthy|sticky|cold|lukewarm|burnt|stale|wrong) (?:barista|waiter|waitress|staff|cashier|manager|driver|table|floor|toilets?|latte|coffee|tea|food|soup|drink|order|item|size)\b|\b(?:shouted|yelled|swore) at (?:me|us|my|her|him)\b/u,
  ),
  rule(
    'broken',
    'complaint',
    0.6,
    /\b(?:doesn't|does not|won't|isn't|not|never|stopped) (?:even )?work(?:ing|s)?\b|\b(?:keeps?|kept) (?:crash|freez|fail|break|charg|cancel|log)|\b(?:broken|faulty|defective|arrived (?:damaged|late|cold|smashed|broken)|fell apart|gone mouldy|went down|is down)\b/u,
    /\bno longer broken|fixed\b/u,
  ),
  rule(
    'charged-wrongly',
    'complaint',
    0.8,
    /\b(?:over ?charged|double[- ]charged|charged (?:me |us )?(?:twice|again|extra|double|for)|hidden (?:fees?|charges?)|rip(?:ped)?[ -]?off|where(?:'s| is) my (?:refund|money|order|parcel|package|food))\b/u,
  ),
  rule(
    'breach-word',
    'complaint',
    0.55,
    /\b(?:disappoint(?:ed|ing|ment)|unacceptable|disgrace(?:ful)?|shambles|joke of a|ridiculous|let ?down|fed up|sick of|waste of (?:money|time)|gone downhill|false advertising|scam(?:med)?|useless|a mess|not (?:good|great|impressed|happy|ok(?:ay)?)|had enough|do better|sort (?:it|this|yourselves) out)\b/u,
  ),
  rule(
    'dont-buy',
    'complaint',
    0.6,
    /\b(?:don't|do not|never|avoid|wouldn't|would not) (?:buy|order|go|use|trust|touch|book|recommend|bother|visit)\b|\bavoid (?:this|them|at all)|\bstay away\b/u,
  ),
  rule(
    'sarcastic-thanks',
    'complaint',
    0.5,
    /\b(?:thanks|cheers|thank you|well done|great job|nice one|nice work|congrat\w*|love) (?:so much )?(?:for|on|how|when|that)?\b.{0,60}\b(?:delay|cancel|nothing|ruin|los(?:ing|t)|wait|crash|broke|late|wrong|cold|hour|again|ignor|outage)/u,
  ),
  rule(
    'love',
    'praise',
    0.6,
    /\b(?:i|we|my \w+|absolutely|really|just|so) (?:really |absolutely |still |just |fucking |bloody )*(?:love[sd]?|adore|obsessed|enjoyed)\b|\bin love with\b|\bobsessed with\b/u,
    /\b(?:would|i'd|we'd|don't|not|didn't|to) love\b|love (?:how|that|when) (?:you|they|the)/u,
  ),
  rule(
    'best',
    'praise',
    0.6,
    /\b(?:best|favou?rite|nicest|tastiest|loveliest|friendliest|smoothest|fastest) (?:\w+ ){0,3}(?:ever|in|i've|i have|around|by far|out there|we)|\bmade my (?:day|week|morning)|\b(?:10\/10|5\/5|100\/10|five stars?|5 stars?|second to none|hidden gem|game ?changer|life ?saver)\b/u,
  ),
  rule(
    'good-thing',
    'praise',
    0.5,
    /\b(?:amazing|awesome|excellent|fantastic|great|brilliant|superb|wonderful|lovely|delicious|outstanding|incredible|perfect|impressive|flawless) (?:\w+ )?(?:service|experience|support|staff|food|quality|app|company|delivery|coffee|team|job|work|crew|people|place|product|meal|stay|flight)/u,
    /\b(?:not|isn't|wasn't|hardly|no) (?:a |an |very |so )?(?:amazing|great|excellent|perfect|good)/u,
  ),
  rule(
    'was-great',
    'praise',
    0.45,
    /\b(?:is|are|was|were|been|tastes?|looks?|feels?|works?) (?:so |really |absolutely |just |always |pretty |actually |truly )*(?:amazing|awesome|excellent|fantastic|great|brilliant|superb|wonderful|lovely|delicious|outstanding|incredible|perfect(?:ly)?|gorgeous|spotless|flawless(?:ly)?|like a dream|so kind|so helpful)\b/u,
    /\b(?:would|could|if)\b/u,
  ),
  rule(
    'kudos',
    'praise',
    0.6,
    /\b(?:kudos|props|shout ?-?out|hats off|credit where|well done|big up|round of applause|went above and beyond|above and beyond|blown away|(?:so|very|really) impressed)\b/u,
  ),
  rule(
    'recommend',
    'recommendation',
    0.85,
    /\b(?:highly |would |can |can't |totally |definitely |i |we |always |strongly )+recommend\b|\brecommended (?:it|them|you|this|to)\b|\bmust[- ](?:try|visit|have|buy)\b|\b(?:give|gave) (?:it|them|this) a (?:try|go|shot)\b|\bworth (?:every (?:penny|cent)|the (?:money|price|trip|visit|hype|drive))\b/u,
    /\b(?:don't|do not|wouldn't|would not|not|never|cannot|can't) recommend\b(?! (?:\w+ )?(?:enough|highly))|anyone recommend|any recommend|recommend (?:any|me)\b/u,
  ),
  rule(
    'go-there',
    'recommendation',
    0.6,
    /\b(?:go (?:there|to|try|get|see|check)|try (?:the|their|it|them|out)|check (?:them|it|this|out)|get yourself|do yourself a favou?r|you (?:need|have|should|must|won't regret)|run,? don't walk|switch to|get (?:a|the|one from))\b/u,
    /\?\s*$|\byou (?:should|need to|must|have to) (?:\w+ )?(?:fix|add|train|stop|answer|reply|offer|bring|make|let|sort|hire|give|be|apolog|do|learn|refund|explain)/u,
  ),
  rule(
    'told-others',
    'recommendation',
    0.75,
    /\b(?:told|telling|tell|convinced|converted|got|sent|brought|dragged|talked) (?:all |both |half |everyone|everybody|my|the|our|two|three|a|her|him|people|anyone)\b.{0,50}\b(?:about|to (?:try|buy|get|sign|switch|use|join|order|go|come)|join|hooked|into|signed|over)\b/u,
  ),
  rule(
    'thank',
    'thanks',
    0.75,
    /\b(?:thank(?:s| you| u|ful)?|thx|ty|tysm|cheers|much appreciated|appreciate (?:it|you|the|your|all)|grateful|bless you)\b/u,
    /\bthanks to\b|\bno thanks\b|\bthank(?:s| you) in advance\b|thanks for nothing/u,
  ),
  rule(
    'asks',
    'question',
    0.6,
    /(?:^|[.!…\n]\s*|@\w+\s+|\b(?:hi|hey|hello|so|and|but|ok|quick (?:question|one)|question),?:?\s+)(?:\w+,\s+)?(?:who|what|when|where|why|how|which|is|are|was|do|does|did|can|could|will|would|should|has|have|any(?:one|body)?|am)\b[^?.!]{3,160}\?/u,
    RHETORICAL,
  ),
  rule('mark', 'question', 0.5, /\p{L}\p{L}[^.!?\n]{4,200}\?/u, RHETORICAL),
  rule(
    'wonders',
    'question',
    0.6,
    /\b(?:does any(?:one|body)|any(?:one|body) (?:know|else|tried|here|got|have)|any idea|i wonder (?:if|why|when)|wondering (?:if|whether|when|how)|is there (?:a|any) way|can (?:you|someone|anyone|i|we)|please (?:tell|advise|explain|let me know))\b/u,
  ),
  rule(
    'about-to-buy',
    'purchase_intent',
    0.7,
    /\b(?:i'm|im|i am|we're|we are|i'll|i will|we'll|i might|might|thinking (?:of|about)|considering|planning (?:on|to)|about to|going to|gonna|want to|wanna|need to|looking (?:to|at)|tempted to|can't wait to|ready to|finally|decided to) (?:\w+ ){0,2}(?:buy|buying|order|ordering|book|booking|get(?:ting)? (?:a|an|one|the|some|me|my)|try|trying|visit|visiting|sign(?:ing)? up|subscrib|upgrad|pre-?order|switch(?:ing)? to|pick(?:ing)? up)/u,
    /\b(?:bought|ordered) (?:it|one|this)|going to (?:get|try) (?:a |my )?(?:refund|money|answer|through)|get my (?:money|refund)/u,
  ),
  rule(
    'asks-price',
    'purchase_intent',
    0.7,
    /\bhow much (?:is|are|does|do|for|would|to)\b|\bwhat(?:'s| is) the price\b|\b(?:in stock|back in stock|restock|do you (?:sell|stock|ship|deliver|have|do|offer)|where (?:can|do) (?:i|we|you) (?:buy|get|find|order)|what time (?:do|are|does)|(?:are|is) (?:you|it|the \w+) open|opening (?:hours|times)|table for|take walk-?ins|take my money|add(?:ed|ing) to (?:cart|basket))\b/u,
  ),
  rule(
    'leaving',
    'churn_threat',
    0.8,
    /\b(?:cancel(?:l?ed|l?ing)? (?:my|our|the|this|it)|never (?:again|coming back|going back|buying|ordering|using|flying|shopping|booking|setting)|(?:last|final) (?:time|order|straw|flight|visit|purchase)|lost (?:a|my|our|another) (?:\w+ ){0,3}(?:customer|business|custom)|taking my (?:business|money|custom)|(?:i'm|im|we're|i am|we are) (?:done|out|leaving|off)\b|won't be (?:back|ordering|using|flying|going|buying|returning|renewing|coming)|switch(?:ed|ing)? (?:to|over|banks?|providers?|networks?|back)|mov(?:ed|ing) (?:to|my|our) |clos(?:ed|ing) (?:my|our) account|delet(?:ed|ing) (?:the|my|this|your) (?:app|account)|unsubscrib|going (?:back to|elsewhere|somewhere else)|found somewhere else|bye|goodbye|alternatives? to)\b/u,
    /\bcancel(?:l?ed|l?ing)? my (?:flight|order|train|ride|appointment|booking|delivery)\b|\bswitch(?:ed|ing) to (?:you|u|\w+ (?:and|from))\b/u,
  ),
  rule(
    'suggests',
    'suggestion',
    0.7,
    /\b(?:you (?:guys |lot |really )?(?:should|could|need to|ought to|might want to)|(?:they|it) (?:should|could do with)|(?:please|pls|plz|can you|could you|can we|could we|why (?:not|don't you)|how about|what about|maybe|would be (?:nice|great|good|lovely|cool|helpful|better)|wish (?:you|they|it|there)|it'd be|i'd love|suggestion|feature request|idea:|petition to|bring back|need an? (?:option|button|filter|setting|dark mode))) ?(?:\w+ ){0,4}(?:add|make|bring|offer|let|have|put|give|sell|open|do|allow|if|start|stop|include|fix|extend|consider|keep|use|show|was|were|had|would|could|get|to|try|label|move|change|please|back|see)?/u,
    /\b(?:please|pls|can you|could you|can we) (?:help|tell|dm|call|reply|respond|check|explain|advise|confirm|send|contact|get back|refund|look)\b|you should be (?:ashamed|proud)|what about my/u,
  ),
]

/** All rules, in every language that has some. */
export const RULES: readonly Rule[] = [...ENGLISH, ...FOREIGN_RULES, ...EMERGENCY_RULES]

const sieve = createSieve(RULES.map(({ pattern }) => pattern))

/** The rules that speak in a text (already normalised), with the words that woke them. */
export function matchRules(text: string): { rule: Rule; words: string }[] {
  const found: { rule: Rule; words: string }[] = []
  const likely = sieve.sift(text)
  let earnest: string | undefined
  for (let number = 0; number < RULES.length; number += 1) {
    const one = RULES[number]
    if (one === undefined || !isSifted(likely, number)) continue
    let match = one.pattern.exec(text)
    if (match === null) continue
    // The words of a danger are said in jest, of others and of long ago more than in need.
    const told = one.label === 'emergency' ? (earnest ??= inEarnest(text)) : text
    if (told !== text) match = one.pattern.exec(told)
    if (match === null || one.unless?.test(told) === true) continue
    found.push({ rule: one, words: match[0].trim() })
  }
  return found
}

function rule(
  id: string,
  label: Rule['label'],
  weight: number,
  pattern: RegExp,
  unless?: RegExp,
): Rule {
  return { id, label, weight, pattern, unless }
}
