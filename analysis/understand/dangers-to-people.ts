import { dangersIn } from './dangers-in.ts'
import type { Rule } from './rule.ts'

const { danger, near } = dangersIn('english')

const KIN = String.raw`son|daughter|child|kids?|baby|toddler|mother|mum|mom|mam|father|dad|nan|gran\w*|wife|husband|brother|sister|partner|friend|dog|cat|pup\w*`
const WHO = String.raw`(?:i|we|me|us|my \w+|our \w+|he|she|they|him|her|them)`
const HOSPITAL = '(?:hospital|a&e|er|emergency room|icu)'

/** Harm to bodies: illness, fire, things that give way, threats, and people who are stuck or alone. */
export const DANGERS_TO_PEOPLE: readonly Rule[] = [
  danger(
    'allergy',
    0.8,
    [
      near(
        [String.raw`allerg(?:y|ic|ies|en|ens)|anaphyla\w+|epi-?pen|coeliac|celiac|intoleran\w+`],
        140,
        [
          String.raw`reaction|hospital|ambulance|a&e|er|ate|eaten|served|gave|given|swell\w*|swollen|hives`,
          'blotchy|throat|lips?|not (?:on|in) the (?:label|list|menu)|unlabell?ed|undeclared|wrong',
          'right now|urgent',
        ],
      ),
      near(
        [
          'reaction|hives|swell(?:ing|ed)|swollen|throat|undeclared|unlabell?ed|traces? of|contains?',
          'lips?',
        ],
        80,
        [String.raw`allerg\w*|peanuts?|sesame|anaphyla\w+`],
      ),
      near(['nuts?|peanuts?|sesame|almonds?|cashews?|dairy|gluten|egg'], 80, [
        String.raw`lips? (?:are|is|have|has)|throat|blotchy|hives|swell\w*|swollen|can't breathe`,
        String.raw`way to ${HOSPITAL}`,
      ]),
    ],
    [
      'hay ?fever|(?:options?|menu|friendly) (?:for|are|is)',
      String.raw`allergic to (?:mondays|work|effort|customer service|answering|bad|stupid\w*|people|nonsense|queues?)`,
      String.raw`any allergies\?|(?:label|list)s? (?:everything|all|it)|(?:so|very|really) careful`,
      'gluten.free options?',
    ],
  ),
  danger(
    'breath',
    0.85,
    [
      "can(?:'t|not| not| hardly| barely) breathe?|not breathing|stopped breathing",
      'struggling to breathe|gasping for',
      String.raw`lips? (?:are|is|have gone|has gone|gone|went|turned|turning) (?:blue|swell\w+|swollen|huge)`,
      '(?:lips?|face|tongue|throat|eyes?) (?:is |are |was |has |have )?(?:swelling|swelled|swollen|closing)',
      "turned blue|gone (?:limp|blotchy|white as)|not waking up|won't wake up|had a seizure",
      String.raw`having a seizure|collapsed|unconscious|passed out|(?:has |have |just )faint(?:ed|ing)`,
      String.raw`convuls\w+|not responding to (?:us|me)`,
    ],
    [
      'unconscious with|with joy',
      String.raw`can't breathe (?:laughing|from laugh\w+|for laughing|lol|😂)|laugh\w* so`,
      'collapsed (?:laughing|on the (?:sofa|bed|couch)|into)',
    ],
  ),
  danger(
    'ill',
    0.75,
    [
      String.raw`food poison\w*|hospitali[sz]ed|heart attack|chest pains?|having a stroke|waters broke`,
      '(?:went|gone|going) into labou?r|(?:is|am) in labou?r',
      String.raw`(?:in|to|into|at|way to|end(?:ed|s)? up in) (?:the )?${HOSPITAL} (?:with|after|because|from|now|since|thanks)`,
      String.raw`(?:on|in) (?:my|our|the|their|his|her) way to (?:the )?${HOSPITAL}`,
      String.raw`${WHO} (?:is|are|am|were|was|'s|'re|'m) (?:now )?in (?:the )?${HOSPITAL}|throwing up`,
      String.raw`vomit\w*|chok(?:ing|ed) on|bleeding (?:a lot|badly|heavily|everywhere)`,
      'burn(?:ed|t) (?:my|his|her|our|their) (?!tongue|toast)|electric shock|electrocuted',
      'carbon monoxide|overdose[ds]?|wrong (?:dose|medication|medicine|tablets|pills|prescription)',
      "someone else's (?:tablets|pills|medicine|medication|prescription)",
      '(?:sanitiser|sanitizer|bleach|cleaner|cleaning (?:fluid|liquid)|detergent|acid) .{0,40}?(?:drank|drunk|drink|swallowed|ate)',
      'poisons? (?:line|control|centre|center)|swallowed (?:a|the|some|it|half|one)',
      String.raw`(?:eaten|drunk|drank|ate|taken|had) (?:a |the |some |half |whole |full )+(?:\w+ )?(?:tub|bottle|pack|packet|cream|tablets?|pills?|drops)`,
      '(?:glass|metal|plastic|needle|screw|nail|blade|mould) in (?:my|the|our|her|his|a|your)(?! (?:hand|bin|attic|recycling|drawer))',
      String.raw`found (?:\w+ ){0,2}(?:glass|metal|a blade|a needle|a screw)`,
    ],
    [
      "bleeding (?:edge|love|heart)|visit(?:ing|ed)? .{0,20}?hospital|children's hospital",
      'hospital (?:bed|cafe|café|radio|shop|drama|staff|worker|shift|food|parking)',
      'vomit(?:ing|ed)? rainbows|glass in (?:my hand|hand)|a glass in',
    ],
  ),
  danger(
    'fire',
    0.8,
    [
      "caught fire|(?:is|are|was|it's|went|goes) on fire|in flames",
      '(?:smoke|smoking|sparks?|sparking|flames) (?:coming|from|in|out|everywhere|at|every time|when)',
      String.raw`smells? (?:of|like) (?:burning|smoke|melting|gas|bleach|chemicals|petrol)|(?:reek|stink|smell)\w* of gas`,
      String.raw`gas (?:leak|pipe|smell)|gas\b.{0,40}?\bhiss\w*|hiss\w*\b.{0,40}?\b(?:gas|swell\w*|battery|hot)`,
      '(?:just |has |have |had )?exploded (?:in|on|at|while|when|and)|burst into|swollen battery',
      String.raw`battery\b.{0,50}?\b(?:swell\w*|swollen|too hot|burning|hiss\w*)|overheat\w*`,
      '(?:burning|too) hot to (?:touch|hold)|exposed wires?|live wires?',
      String.raw`(?:water|dripping|drips?|leak\w*|wet)\b.{0,40}?\b(?:sockets?|plugs?|electrics?|fuse ?box)`,
      '(?:water|acid|battery) (?:is )?leaking',
    ],
    [
      'hotter|fire emoji|lit|no smoking|quit smoking|smoking area',
      String.raw`smoked?\b.{0,12}?(?:salmon|bacon|ham|paprika)|smoking (?:hot|deal)`,
      '(?:team|radio|dj|form|kitchen|head|playlist) (?:is |was |whole )?on fire',
      'sparks? (?:joy|flew|a )|crews on scene|sales? exploded|exploded with (?:joy|flavou?r)',
    ],
  ),
  danger(
    'stranded',
    0.8,
    [
      'stranded',
      'stuck (?:at|outside|inside|here|in (?:the|a|an|your|this|my)|on (?:the|a|your|this|board))',
      'trapped (?:in|inside|at|on|under|between|behind)',
      'locked (?:inside|in (?:the|a|your|here|at)|us (?:in|out)|me (?:in|out))|locked out (?:of|in)',
      'abandoned (?:at|in|on|us|me)',
      String.raw`left (?:us|me|her|him|them|my (?:${KIN})) (?:(?:at|in|on|outside) the|alone|behind|stranded|there)`,
      'no way (?:to get )?home|nowhere to (?:sleep|stay|go|turn)',
      near(['no (?:hotel|taxis?|bed|room)'], 40, [
        String.raw`baby|kids?|child\w*|midnight|[1-4] ?am|1[0-2] ?pm|cold|freezing|-\d|month old|here|anywhere`,
      ]),
      'last (?:train|bus|boat|ferry|flight|tram) .{0,30}?(?:cancel|gone|left)',
      '(?:gone|left|went|boarded|closed|flew) (?:off )?without (?:us|me|him|her|them|my)',
      '(?:on|sleeping on|floor of) the (?:airport|station|terminal|platform) floor',
      String.raw`floor of (?:the )?\w+ (?:airport|station|terminal)`,
      near(['hard shoulder|tarmac|runway'], 60, [
        'hours?|alone|dark|kids?|baby|hot|degrees|help|please|own',
      ]),
    ],
    [
      'stuck in (?:my head|a loop|traffic|the past|limbo|a rut|a meeting|the queue)',
      String.raw`(?:rain|storm) outside|stuck (?:at|on) (?:level|\d+ ?%|home bored)`,
      'locked in (?:a |the )?(?:price|rate|deal|contract|better)|locked in at|desert island',
      '(?:stuck|stranded) on (?:the |a |my )?(?:sofa|couch|bed)|(?:suitcase|luggage|bag|parcel|order) (?:is |are )?stranded',
      "if you(?:'re| are) ever (?:stuck|stranded)|(?:spreadsheet|settings)",
    ],
  ),
  danger(
    'alone',
    0.8,
    [
      near(
        [
          String.raw`(?:my|her|his|our|a) (?:\w+ ){0,3}(?:${KIN}|\d+[- ]?(?:yr|year)s?[- ]old|\d+yo)`,
        ],
        90,
        [
          'alone (?:at|in|on|outside|there|with)|on (?:his|her|their) own',
          'by (?:himself|herself|themselves)|without (?:me|us|a parent)|trapped|locked in',
          String.raw`chok(?:ing|ed)|injur\w+|strangl\w+|came loose|fell (?:out|off|down)|isn't answering`,
          'not answering|(?:is|has gone|went) missing',
        ],
      ),
      near([String.raw`baby|toddler|child|he's \d|she's \d|he is \d|hes \d|shes \d`], 60, [
        'inside|locked in|on the (?:tracks|road|ledge)',
      ]),
      "(?:hasn't|haven't|not) been (?:seen|heard (?:of|from)) since|missing since",
      'nobody (?:knows|can tell me|will tell me) (?:where|who) (?:he|she|they|my)',
      near([String.raw`(?:i'm|i am|im|she's|she is|he's|he is) (?:\w+ )?alone`], 60, [
        String.raw`door|man|driver|dark|night|am|room|knock\w*|car`,
      ]),
    ],
    ['left alone with|home alone|alone time|me time'],
  ),
  danger('medicine', 0.8, [
    near(
      [
        'insulin|inhaler|epi-?pen|chemo|dialysis|ventilator|oxygen',
        '(?:heart|epilepsy|asthma|blood pressure|thyroid|seizure|transplant) (?:pills|tablets|meds|medication|medicine)',
        String.raw`(?:his|her|my|our|mum's|dad's|son's|daughter's) (?:\w+ )?(?:meds|medication|medicine|tablets|pills)`,
      ],
      120,
      [
        "not (?:here|arrived|come|delivered)|hasn't|haven't|never|missing|late|lost",
        'last (?:one|dose|pen|tablet)|one dose|none left|run(?:ning)? out|out of|tonight|today',
        'tomorrow|wrong|empty|warm|nothing|suitcase|luggage|without|miss a dose|fridge|battery',
      ],
    ),
    String.raw`(?:out of|ran out of|run out of|without|missing|last of) (?:my|his|her|our|their|the|any) (?:\w+ ){0,2}(?:meds|medication|medicine|tablets|pills|insulin|inhaler|oxygen)`,
  ]),
  danger(
    'threat',
    0.85,
    [
      "(?:going to|gonna|will|i'll|he'll|they'll|want to) (?:kill|hurt|shoot|stab|burn (?:it|down|the)|smash up|break my|cut (?:me|you|her|him)|end (?:it|my life|myself)) ?(?:me|us|you|him|her|them|myself|everyone|my)?",
      String.raw`kill(?:ing)? (?:myself|him|her|them all)|suicid\w*|self[- ]harm`,
      "(?:don't|do not) want to (?:live|be here anymore|wake up)|can't go on|no reason to live",
      'done with (?:everything|life)|(?:a|left a|planted a|the) bomb (?:in|at|under|on|threat)',
      '(?:has|with|got|pulled|waving) a (?:knife|gun|machete)|knife out',
      'assault(?:ed|ing)? (?:me|my|by|a|us)|attacked (?:me|my|us|a|by)|punched (?:me|my|him|her|a)',
      'hit me|pushed me|groped|(?:filming|filmed|photographing) (?:children|kids|girls|women|us)|touched (?:me|my daughter)|raped?|sexually',
      'harass(?:ed|ing) (?:me|my|us)|stalk(?:ing|ed|er)',
      'follow(?:ed|ing) (?:me|my|us|her) (?:home|to|into|round|around)|following me',
      'threaten(?:ed|ing|s) (?:me|us|my|to (?:kill|hurt|come|hit|find|send|burn))',
      'knows? where i live',
      String.raw`(?:outside|at) my (?:door|house|flat|work)\b.{0,30}?\b(?:won't leave|still|now|shouting)`,
      "won't leave|won't let (?:me|us|her|him) (?:out|leave|go)|break-?in|broken into",
      "(?:i'm|i am|im|we're|we are) (?:so |really )?(?:scared|frightened|terrified) (?:of|to|that|for|he|she|they)",
      'scared for',
    ],
    [
      'bath bomb|photobomb|bombarded|da bomb|this (?:heat|queue|wait|headache|rule) (?:is|will)',
      'kill (?:for|time|off|the (?:mood|vibe)|my (?:business|battery|diet|knees|vibe))',
      '(?:kill|die) for (?:a|one|some|this)|(?:final|level) boss|boss fight|the boss|raid|enemy|enemies',
      'with flavou?r|zombie|burpees|break up with|scared of (?:heights|flying|needles|spiders)',
      "won't leave (?:my|the) (?:head|house without)",
    ],
  ),
  danger('failing', 0.8, [
    "brakes? (?:failed|failing|don't work|went|gone|not working)",
    near(
      [
        String.raw`ceiling|roof|shelf|sign|wall|fence|scaffold\w*|balcony|tree|platform|barrier|lift|elevator`,
      ],
      40,
      [
        'collapsed?|collapsing|came down|coming down|come down|falling|fell on|hanging|about to',
        String.raw`crush\w*`,
      ],
    ),
    'crushed (?:against|under|by)',
    String.raw`(?:buckle|harness|seat ?belt|straps?)\b.{0,40}?\b(?:open|failed|came|broke|snapped)|swerving`,
    'drunk (?:driver|at the wheel)|calls to (?:999|911|112)',
    "(?:(?:i|we|i've|we've|have|having) (?:called|rung|rang|phoned)|calling|had to call) (?:the police|999|911|112|an ambulance)",
    'police (?:are|is|have been) (?:involved|here|called|on (?:the|their) way)',
    'stop the (?:trains?|car|payments?)',
  ]),
]
