import type { Rule } from './rules.ts'

/** Told of long ago, of a film or of somebody who already got help: nobody is in danger now. */
const PAST =
  /\b(?:last (?:year|summer|winter|month)|years? ago|months? ago|back in \d{4}|when i was|in the (?:film|movie|game|book)|used to|for (?:\w+ ){0,2}years|tv show|drill|all (?:sorted|fixed|good now)|got home (?:safe|fine))\b/u

const PATTERNS: readonly [string, number, RegExp, RegExp?][] = [
  [
    'allergy',
    0.8,
    /\b(?:allerg(?:y|ic|ies|en|ens)|anaphyla\w+|epi-?pen|coeliac|celiac)\b.{0,140}\b(?:reaction|hospital|ambulance|a&e|er\b|ate|eaten|served|gave|given|swell\w*|hives|throat|not (?:on|in) the (?:label|list|menu)|unlabell?ed|undeclared|wrong|contain\w*|traces?|nuts?|peanuts?|right now|nobody|urgent)\b|\b(?:reaction|hives|swell(?:ing|ed)|throat|undeclared|unlabell?ed|traces? of|contains?)\b.{0,80}\b(?:allerg\w*|nuts?|peanuts?|sesame|anaphyla\w+)\b/u,
    /hay ?fever|(?:options?|menu|friendly) (?:for|are|is)|allergic to (?:mondays|work|effort|customer service|answering)/u,
  ],
  [
    'ill',
    0.75,
    /\b(?:food poison\w*|hospital(?:i[sz]ed)?|ambulance|a&e|emergency room|throwing up|vomit\w*|passed out|unconscious|choking|bleeding|burn(?:ed|t) (?:my|his|her|our|their)|electric shock|electrocuted|carbon monoxide|overdose|wrong (?:dose|medication|medicine|tablets|pills|prescription)|glass in (?:my|the|our|her|his)|metal in (?:my|the|our)|caught fire|on fire|in flames|smoke coming|smoking|sparks?|exploded|swollen battery|overheat\w*)\b/u,
    /\b(?:hotter|fire emoji|this (?:track|song|album)|lit|no smoking|quit smoking|smoking area|smoked?\b.{0,12}(?:salmon|bacon|ham|paprika)|smoking (?:hot|deal)|team is on fire|children's hospital|hospital (?:bed|cafe|café|radio|shop|drama|staff|worker))/u,
  ],
  [
    'stranded',
    0.8,
    /\b(?:stranded|stuck (?:at|in|on|outside|inside|here|on the)|trapped|locked (?:in|inside|out)|abandoned (?:at|in|on)|left (?:us|me|her|him|them|my (?:son|daughter|child|kids?|mother|mum|mom|father|dad|wife|husband|nan|gran(?:ny|ddad)?)) (?:at|in|on|outside|alone|behind)|no way (?:to get )?home|no way home|nowhere to (?:sleep|stay|go)|last (?:train|bus|ferry|flight) .{0,30}(?:cancel|gone|left)|alone (?:at|in|on|outside))\b/u,
    /\bstuck in (?:my head|a loop|traffic|the past|limbo)|stuck (?:at|on) (?:level|\d+ ?%|home bored)|locked in (?:a |the )?(?:price|rate|deal|contract)|locked in at/u,
  ],
  [
    'locked-out',
    0.75,
    /\b(?:locked out|can't (?:get|log) in(?:to)? (?:my|the|our)|can't (?:access|get at|withdraw|reach) (?:my|our|any) (?:money|account|funds|wages|savings|insulin|medicine|medication|inhaler)|(?:account|card|money|wages|funds) (?:is |was |has been |have been |are |just got |got )?(?:frozen|blocked|locked|hacked|emptied|drained|gone|missing|stolen))\b/u,
    /\bcan't (?:get|log) in(?:to)? (?:my head|the mood|the game)/u,
  ],
  [
    'money-now',
    0.75,
    /\b(?:charged|billed|debited|taken|took|withdrawn?)\b.{0,30}\b(?:twice|two times|double|three times|3 times|4 times|five times|again and again|multiple times|£\d{3,}|\$\d{3,}|€\d{3,}|overdraft)\b|\b(?:double|triple)[- ](?:charged|billed)\b|\b(?:someone|somebody|fraudster|scammer)s? (?:is |has |are |just )?(?:using|used|spending|spent|emptied|hacked|withdrew)\b|\b(?:unauthori[sz]ed|fraudulent) (?:payment|transaction|charge|withdrawal|transfer)s?\b/u,
  ],
  [
    'medicine',
    0.8,
    /\b(?:insulin|inhaler|epipen|chemo|heart (?:pills|tablets|medication)|seizure|oxygen|dialysis|ran out of (?:my )?(?:meds|medication|tablets|pills))\b.{0,100}\b(?:not (?:here|arrived|come|delivered)|hasn't|haven't|never|missing|late|lost|last (?:one|dose|pen|tablet)|run(?:ning)? out|tonight|today|tomorrow|wrong|empty|warm|nothing)\b/u,
  ],
  [
    'leak',
    0.8,
    /\b(?:data (?:leak|breach)|leaked (?:my|our|customer|personal|data|details|email)|leak(?:ing|ed|s)? (?:customer|personal|private|user|passenger|patient) (?:data|details|info\w*|records)|(?:see|seeing|seen|shows?|showing|showed|sent|sends|got|logged in(?:to)?|open(?:s|ed)?) (?:me |us )?(?:other|another|someone|somebody|a stranger|strangers?)(?: (?:else|person|customer|user|passenger|patient|client|guest)s?)?(?:'s|s'|s)? (?:\w+ ){0,2}(?:account|data|details|order|orders|address|name|names|booking|balance|prescription|photos|video|camera|feed|bill|statement|invoice)s?|gas leak|smell(?:s|ing)? (?:of )?gas|(?:water|acid|battery) (?:is )?leaking)\b/u,
  ],
  [
    'threat',
    0.85,
    /\b(?:(?:going to|gonna|will|i'll|want to) (?:kill|hurt|shoot|stab|burn (?:it|down|the)|smash up|end (?:it|my life|myself))|kill (?:myself|you|him|her|them all)|suicid\w*|self[- ]harm|don't want to (?:live|be here anymore)|bomb|has a (?:knife|gun)|assault(?:ed|ing)?|attacked (?:me|my|us|a)|hit me|pushed me|groped|harass(?:ed|ing)|following me|threaten(?:ed|ing) (?:me|us|my|to))\b/u,
    /\b(?:bath bomb|photobomb|bombarded|da bomb|this (?:heat|queue|wait|headache) (?:is|will)|kill (?:for|time|off|the (?:mood|vibe))|(?:kill|die) for (?:a|one|some|this)|bug|boss|raid|enemy|enemies|zombie|dungeon|level)\b/u,
  ],
  [
    'press-or-lawyer',
    0.75,
    /\b(?:my (?:lawyer|solicitor|attorney)|legal action|(?:will|going to|gonna|'ll|we) (?:sue|be suing)|suing|small claims|take (?:you|them|this) to court|trading standards|ombudsman|i'm a (?:journalist|reporter)|journalist (?:at|with|from|for)|reporter (?:at|with|from|for)|(?:writing|working on|running) (?:a |an )?(?:story|piece|article)|request for comment|contact(?:ed|ing) (?:the )?(?:press|papers|news|bbc|media)|press enquiry|regulator)\b/u,
    /\blaw firm|better call|grammar|(?:lawyer|solicitor|attorney) (?:friend|mate|uncle|aunt|brother|sister|neighbou?r|dad|mum|wife|husband)\b/u,
  ],
  [
    'deadline',
    0.7,
    /\b(?:flight|train|wedding|funeral|interview|surgery|operation|appointment|exam|boarding|departure|event|payroll|rent|party|visa)\b.{0,70}\b(?:in (?:an?|one|two|three|\d+) (?:hours?|hrs?|minutes?|mins?)|tonight|this (?:morning|afternoon|evening)|today|tomorrow|leaves (?:in|at))\b.{0,120}\b(?:can't|cannot|won't|not|no|nobody|never|missing|wrong|urgent\w*|help|asap|please|still)\b|\b(?:urgent\w*|asap|emergency)\b.{0,60}\b(?:help|please|need|now|call|answer|reply|someone|tonight|today)\b|\b(?:help|please|need)\b.{0,60}\b(?:urgent\w*|asap|right now|immediately)\b/u,
  ],
  [
    'child-or-animal',
    0.75,
    /\b(?:baby|toddler|child|daughter|son|kid|kids|dog|elderly|grandm\w+|pregnant|wheelchair|disabled)\b.{0,90}\b(?:trapped|locked in|chok\w+|burn(?:t|ed)|stuck (?:in|on)|alone|bleeding|injur\w+|hospital|swallow\w+|strangl\w+|collapsed|came loose|not breathing|fell (?:out|off|down))\b/u,
  ],
  [
    'emergency-abroad',
    0.75,
    /(?<!\p{L})(?:notfall|dringend|allergisch\w*|eingesperrt|ausgesperrt|gestrandet|doppelt abgebucht|datenleck|anwalt|urgence|allergi(?:e|que)s?|bloqué(?:e|s)? (?:à|dans|en)|enfermé\w*|débité(?:e|s)? deux fois|avocat|fuite de données|urgente|emergencia|alérgic[oa]s?|alergia|varad[oa]s?|atrapad[oa]s?|cobrad[oa]? dos veces|abogado|allergic[oa]|bloccat[oaie]|addebitat\w+ due volte|avvocato|alérgico|pres[oa]s? (?:no|na|em)|cobrad[oa] duas vezes|advogado)(?!\p{L})/u,
  ],
]

/** Words that mean waiting an hour may do harm, in the context that makes them mean it. */
export const EMERGENCY_RULES: readonly Rule[] = PATTERNS.map(([id, weight, pattern, unless]) => ({
  id,
  label: 'emergency',
  weight,
  pattern,
  unless: unless === undefined ? PAST : new RegExp(`${PAST.source}|${unless.source}`, 'u'),
}))
