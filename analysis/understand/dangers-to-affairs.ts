import { dangersIn } from './dangers-in.ts'
import type { Rule } from './rule.ts'

const { danger, near } = dangersIn('english')

/** Harm to what people have and plan: money, accounts, secrets, good name, a day that cannot wait. */
export const DANGERS_TO_AFFAIRS: readonly Rule[] = [
  danger(
    'locked-out',
    0.75,
    [
      near(
        [
          String.raw`locked out of (?:my|our|the) (?:\w+ )?(?:account|bank|money|wages|banking|flat|house|car|room|building|home)`,
        ],
        160,
        [
          String.raw`rent|pay|wages|food|now|help|since|please|tonight|today|urgent\w*|kids?|baby|medicine|nobody`,
          "no one|can't|freezing|dark",
        ],
      ),
      "(?:i'm|we're|am|are|is|been) locked out",
      String.raw`locked out (?:of|since) .{0,60}?\b(?:can't pay|can't get|declined)`,
      "can't (?:access|get at|withdraw|reach|get to) (?:my|our|any) (?:money|funds|wages|savings|insulin|medicine|medication|inhaler)",
      '(?:my|our|the) (?:account|card|money|wages|funds|savings|rent) (?:is |was |has been |have been |are |just got |got |has |have |just )*(?:frozen|blocked|hacked|emptied|drained|disappeared|vanished|stolen)',
      '(?:wages|salary|rent|account|funds|money) frozen by',
      'frozen (?:my|our) (?:account|wages|card|money)',
    ],
    [
      "can't (?:get|log) in(?:to)? (?:my head|the mood|the game)|how (?:do|can) i",
      'before (?:lunch|i go)',
    ],
  ),
  danger(
    'money-now',
    0.75,
    [
      near(['charged?|billed|debited|taken|took|withdr[ae]wn?|charging'], 40, [
        near(
          [
            String.raw`twice|two times|double|three times|four times|\d+ times|again and again|multiple times`,
            'overdraft|instead of',
          ],
          200,
          [
            String.raw`rent|wages|mortgage|overdr\w+|bounced?|no money|broke|food|bill|nappies|midnight|today`,
            'tonight|right now|still (?:going|charging)|stop|empty|zero',
          ],
        ),
      ]),
      near([String.raw`rent|wages|mortgage|overdr\w+|no money|last`], 80, [
        near(['charged|billed|debited|taken|took'], 40, [
          String.raw`twice|double|three times|\d+ times`,
        ]),
      ]),
      '(?:took|taken) (?:my|our) (?:rent|wages|salary|mortgage|benefits?)',
      '(?:someone|somebody|fraudster|scammer|a stranger|hacker)s? (?:is |has |are |have |just |who )*(?:using|emptying|emptied|spending|draining|drained|cleaned out|hacked|withdrew|withdrawing|stealing|resetting|deleting|in my account|ported)',
      '(?:unauthori[sz]ed|fraudulent) (?:payment|transaction|charge|withdrawal|transfer)s?',
      "(?:payments?|transfers?|transactions?|withdrawals?|orders?) (?:that )?(?:i|we) (?:don't|didn't|never) (?:recogni[sz]e|make|made|authori[sz]e\\w*)",
      "to (?:a name|someone|somebody|an account) (?:that )?i(?:'ve never| don't| have never) (?:know|heard)",
      String.raw`\d{1,3}(?:[.,]?\d{3}|\d\d)(?:[.,]\d\d)? (?:is |has |have |was |were |just )*(?:gone|missing|vanished|disappeared|stolen|left) (?:my|from|out of)`,
      String.raw`(?:burning|losing|costs us) .{0,12}?\d+ (?:a|every|per) (?:minute|second|hour)`,
    ],
    ['happy to pay'],
  ),
  danger('leak', 0.8, [
    'data (?:leak|breach)(?! (?:at|of|from|by) (?:some|another|other|the other))|leaked (?:my|our|customer|personal|data|details|email)',
    String.raw`leak(?:ing|ed|s)? (?:customer|personal|private|user|passenger|patient) (?:data|details|info\w*|records)`,
    String.raw`(?:see|seeing|seen|shows?|showing|showed|sent|sends|got|logged in(?:to)?|open(?:s|ed)?|reading|into) (?:\w+ )?(?:other|another|someone|somebody|a stranger|strangers?)(?: (?:else|person|people|customer|user|passenger|patient|client|guest|player)s?)?(?:'s|s'|s)? (?:\w+ ){0,2}(?:account|data|details|orders?|address|full name|names?|booking|balances?|transactions?|messages|payslips?|salary|records|prescription|photos|video|camera|feed|bill|statement|invoice|env vars|passwords?)s?`,
    near(
      [
        String.raw`(?:sent|posted|gave|given|shared|sharing|showing|put) (?:\w+ )?(?:my|our|his|her) (?:\w+ ){0,3}(?:statement|address|number|details|records|results|location|trip|password|passport)`,
      ],
      40,
      [
        String.raw`to (?:my ex|a stranger|strangers?|someone|somebody|everyone|the wrong|another)|public\w*`,
        'online',
      ],
    ),
    String.raw`my home address\b.{0,40}?\b(?:public|online|shared|shown)`,
    "stranger's (?:voice|number|account|transactions|phone)",
    String.raw`(?:other|forty|fifty|\d+|hundreds of) .{0,20}?(?:customers|people|users|patients|guests|passengers|clients)'? (?:names|addresses|emails|numbers|balances|details|records|data)`,
    '(?:records|backup|bucket|workspace|profile|account) (?:is|was|are|were) public',
  ]),
  danger(
    'press-or-lawyer',
    0.75,
    [
      near(['(?:my|our) (?:lawyers?|solicitors?|attorneys?|legal team)'], 40, [
        String.raw`will|is|are|has|have|wrote|writ\w+|touch|contact\w*|letter|hear\w*|instruct\w*|advis\w+`,
        String.raw`serv\w+|says|wants|demand\w*`,
      ]),
      '(?:hear|letter) from (?:my|our) (?:lawyers?|solicitors?|attorneys?)',
      String.raw`(?:taking|start\w*|begin\w*|seek\w*|consider\w*|pursu\w*|face|threaten\w*) legal action`,
      "(?:i|we) (?:will|are going to|am going to|'ll) (?:sue|be suing)",
      "(?:i'm|we're|i am|we are) (?:suing|going to sue)|gonna sue you|see you in court",
      'take (?:you|them|this) to (?:small claims|court)|small claims|injunction',
      'reporting (?:you|this|it|them) to (?:trading standards|the (?:ombudsman|regulator|police|council))',
      'trading standards (?:will|have|are)',
      near(['journalist|reporter|producer|correspondent|editor|newsroom'], 80, [
        String.raw`deadline|comment|statement|story|piece|article|publish\w*|investigat\w*|asking|questions`,
        'reply|respond|right of reply|pm|today|tomorrow',
      ]),
      'request for comment|need a (?:comment|statement)|press enquiry',
      near(
        ['(?:writing|working on|running|publishing) (?:a |an |the )?(?:story|piece|article)'],
        30,
        ['(?:about|on) (?:you|your|this|the)'],
      ),
      'contact(?:ed|ing) (?:the )?(?:press|papers|news|bbc|media)',
    ],
    [
      'law firm|better call|grammar',
      '(?:lawyers?|solicitor|attorney) (?:friend|mate|uncle|aunt|brother|sister|neighbou?r|dad|mum|wife|husband|colleague)',
      '(?:lawyer|solicitor|attorney) (?:has|have|says|is|was) (?:a |an |the )?(?:crush|favourite|favorite|fan|loves?|addicted|my)',
      "or (?:i'll|i will|we'll) sue",
      '(?:travel|food|music|sports?|film) (?:journalist|reporter|editor)|marry me',
    ],
  ),
  danger(
    'deadline',
    0.7,
    [
      near(
        [
          'flight|train|wedding|funeral|interview|surgery|operation|appointment|exam|boarding|departure',
          'event|payroll|rent|mortgage|party|visa|show|doors|hearing|tender|filing|court|set|shift|slot',
        ],
        90,
        [
          near(
            [
              String.raw`in (?:an?|one|two|three|half an?|\d+) (?:hours?|hrs?|minutes?|mins?)|tonight`,
              'this (?:morning|afternoon|evening)|today|tomorrow|midnight|closes? (?:at|in)?',
              String.raw`leaves (?:in|at)|(?:at|by) \d{1,2}(?:[.:]\d\d)? ?(?:am|pm)?`,
            ],
            140,
            [
              String.raw`can't|cannot|won't|not|no|nobody|never|missing|wrong|urgent\w*|help|asap|please|still`,
              'invalid|how do|who can',
            ],
          ),
        ],
      ),
      near([String.raw`urgent\w*|asap|emergency`], 60, [
        'help|please|call|answer|reply|someone|tonight|today',
      ]),
      String.raw`(?:help|please)\b.{0,60}?\b(?:urgent\w*|asap|right now|immediately)`,
      near(
        [
          'someone|somebody|anybody|anyone|who|pick up|answer|call me|ring (?:me|us)|phone me',
          'switch it off|take it down|stop it|freeze',
        ],
        40,
        ['right now|now please|please now|this minute|right this minute'],
      ),
    ],
    ['levels of good|in my life'],
  ),
]
