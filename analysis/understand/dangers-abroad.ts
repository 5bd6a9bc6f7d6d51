import { dangersIn } from './dangers-in.ts'
import type { Rule } from './rule.ts'

const { danger, near } = dangersIn('any')

/** The same dangers in German, French, Spanish, Italian and Portuguese. */
export const DANGERS_ABROAD: readonly Rule[] = [
  danger(
    'allergy-abroad',
    0.8,
    [
      near(
        [
          String.raw`\p{L}*allerg\p{L}*|alérgic\p{L}+|alerg\p{L}+|anaphyla\p{L}+|anafil\p{L}+|zöliakie`,
          String.raw`cœliaque|celía\p{L}+|celíac\p{L}+|celiach\p{L}+`,
        ],
        140,
        [
          String.raw`keine luft|atem\p{L}*|geschwollen|schwillt|krankenhaus|notaufnahme|reaktion|gegessen`,
          String.raw`enthält|étouffe|respire|gonfl\p{L}*|hôpital|urgences|réaction|mangé|servi|contient`,
          String.raw`respira|hinchad\p{L}*|hospital|urgencias|reacci\p{L}*|comido|comió|puesto|lleva`,
          String.raw`soffoc\p{L}*|gonfi\p{L}*|ospedale|pronto soccorso|reazione|mangiato|contiene`,
          String.raw`inchad\p{L}*|pronto-socorro|emergência|reação|comeu|comi|tinha`,
        ],
      ),
    ],
    [
      'endlich|alles essen|sans risque|sin miedo|senza paura|sem medo|super lecker|merci|gracias',
      'grazie|obrigad[oa]|danke',
    ],
  ),
  danger(
    'body-abroad',
    0.85,
    [
      String.raw`bekomm\p{L}* keine luft|atmet nicht|bewusstlos|lebensmittelvergiftung|(?:im|ins) krankenhaus`,
      'notaufnahme|rettungswagen|glas im|brennt (?:gerade|es)|riecht nach gas|gasgeruch',
      String.raw`ne respire (?:plus|pas)|n'arrive plus à respirer|inconscient\p{L}*|intoxication alimentaire`,
      "(?:à l'|l')hôpital|aux urgences|ambulance|du verre dans|odeur de gaz",
      String.raw`no (?:puede )?respira\p{L}*|respira raro|inconsciente|intoxicaci\p{L}+|(?:a|en) urgencias`,
      String.raw`al hospital|ambulancia|cristal en|huele a gas|cara hinchada|non respira|svenut\p{L}`,
      'intossicazione|in ospedale|pronto soccorso|ambulanza|vetro nel|puzza di gas',
      String.raw`não (?:consegue )?respira\p{L}*|desmaiou|intoxicação|no hospital|pronto-socorro|ambulância`,
      'vidro n[oa]|cheiro a gás|cheiro de gás',
      'voller rauch|rauch(?:t| kommt)|plein[es]? de fumée|fumée|llen[oa] de humo|sale humo|pien[oa] di fumo',
      'esce fumo|cheio de fumaça|cheio de fumo',
      '(?:hat|haben) .{0,30}?(?:verschluckt|geschluckt)|a avalé|se (?:ha )?trag(?:ó|ado)|ha ingoiato|engoliu',
      '(?:stück|splitter) (?:metall|glas)|(?:bout|morceau) de (?:métal|verre)|trozo de (?:metal|vidrio|cristal)',
      'pezzo di (?:metallo|vetro)|pedaço de (?:metal|vidro)',
    ],
    ["krankenhaus gearbeitet|travaille à l'hôpital|trabaja en|lavora in"],
  ),
  danger(
    'stranded-abroad',
    0.8,
    [
      'eingesperrt|ausgesperrt|sitzen? (?:hier |seit .{0,20}?)?fest|gestrandet|eingeschlossen',
      String.raw`komm\p{L}* nicht (?:raus|rein|nach hause)`,
      String.raw`(?:bloqué|oublié|abandonné|laissé)(?:e|s|es)? (?:à|dans|en|au|aux|dehors|depuis)|enfermé\p{L}*|coincé\p{L}*`,
      'sans (?:ses|mes|nos) médicaments|varad[oa]s?|tirad[oa]s? en|atrapad[oa]s?|encerrad[oa]s?',
      "sin (?:su|mi) medicación|bloccat[oaie] (?:a|all'|al|in|nel|nell'|qui|da|dentro|fuori)",
      'chius[oaie] (?:dentro|fuori)|rimast[oaie] a terra|pres[oa]s? (?:no|na|em|dentro)',
      'trancad[oa]s?|retid[oa]s?',
      String.raw`(?:schlafen|dormons|dormir|dormimos|dormiamo|dormindo) .{0,20}?(?:boden|par terre|suelo|pavimento|chão)`,
      String.raw`(?:allein|seule?|sol[oa]|sozinh[oa]) (?:am|in|im|à|dans|en|al|in|all'|no|na) (?:\p{L}+ )?(?:flughafen|bahnhof|aéroport|l'aéroport|gare|aeropuerto|estación|aeroporto|all'aeroporto|stazione|estação)`,
    ],
    [
      'schlimmer sein|☀|embouteillages?|bouchons|atasco|traffico|trânsito|en mi cabeza|dans la tête',
      'in testa|na cabeça|im kopf|sofa|canapé|divano|sofá',
    ],
  ),
  danger('threat-abroad', 0.85, [
    '(?:mich|uns|meine?n?) .{0,20}?(?:bedroht|angegriffen|geschlagen)|bedroht (?:mich|uns)',
    "(?:m'a|nous a|ma|mon) .{0,20}?(?:menacée?|agressée?|frappée?)",
    String.raw`(?:me|nos) (?:ha |han )?(?:amenaz\p{L}+|agredi\p{L}+)`,
    String.raw`(?:mi|ci) (?:ha |hanno )?(?:minacci\p{L}+|aggredi\p{L}+)|(?:me|nos) (?:ameaç\p{L}+|agredi\p{L}+)`,
    String.raw`(?:will|werde|möchte) mich umbringen|me suicider|suicidarme|uccidermi|me matar`,
  ]),
  danger(
    'money-abroad',
    0.75,
    [
      '(?:konto|karte|geld) (?:ist |wurde |sind )?(?:gesperrt|gehackt|leer|geplündert|weg)',
      '(?:compte|carte) (?:est |a été )?(?:bloqué|piraté|vidé)e?',
      String.raw`(?:cuenta|tarjeta).{0,20}?(?:bloquead|hackead|vaciad|a cero|piratead)\p{L}*`,
      String.raw`(?:conto|carta).{0,20}?(?:bloccat|hackerat|svuotat)\p{L}*`,
      String.raw`(?:conta|cartão).{0,20}?(?:bloquead|hackead|invadid|zerad|clonad)\p{L}*`,
      '(?:doppelt|zweimal|dreimal) abgebucht.{0,120}?(?:miete|leer|heute|geld|sofort)',
      '(?:miete|lohn|gehalt).{0,60}?(?:doppelt|zweimal) abgebucht',
      String.raw`débité\p{L}* (?:deux|trois) fois.{0,120}?(?:loyer|découvert|argent|aujourd)`,
      '(?:loyer|salaire).{0,60}?(?:deux|trois) fois',
      'cobrado .{0,40}?(?:veces).{0,120}?(?:alquiler|dinero|cero|hoy|comer)',
      String.raw`addebitat\p{L}+ (?:due|tre) volte.{0,120}?(?:affitto|soldi|oggi)`,
      String.raw`cobrad\p{L} .{0,30}?vezes.{0,120}?(?:aluguel|renda|dinheiro|hoje)|(?:levar|tirar|roubar) o meu dinheiro`,
      'roubando|robando|(?:me están|acaban de) (?:robar|robando|vaciar|vaciando)|(?:transferencias|cargos|pagos) que no son mí[oa]s|(?:virements|paiements) qui ne sont pas de moi|vide mon compte|räumt mein konto',
    ],
    ['wie (?:kann|sperre)|comment bloquer|cómo bloqueo|come bloccare|como bloquear'],
  ),
  danger('leak-abroad', 0.8, [
    'datenleck|fremde (?:daten|kontoauszüge|bestellungen|rechnung)',
    'daten (?:von|eines) (?:fremden|anderen)|fuite de données',
    "(?:données|commandes|compte) d'(?:un|une|autres?) (?:autre|inconnu|client)|fuga de datos",
    'datos de (?:otro|otra|otros|otras)|pedidos de otr[oa]s?|fuga di dati',
    "dati di (?:un altro|altri|un'altra)|vazamento de dados|dados de (?:outr[oa]s?|um estranho)",
  ]),
  danger(
    'lawyer-abroad',
    0.75,
    [
      '(?:mein|unser) anwalt (?:wird|meldet|schreibt|hat|ist)|anwalt (?:eingeschaltet|einschalten)',
      '(?:erstatte|stelle|habe) anzeige|verklage|rechtliche schritte',
      'mon avocat (?:va|vous|est|a pris)|porte(?:r)? plainte|au tribunal',
      'mi abogad[oa] (?:se|va|les|os|le|ya)|(?:voy|vamos) a denunciar|demandar(?:os|les|lo)?',
      'a juicio|(?:il )?mio avvocato (?:vi|si|la|le|ha)|vie legali|denuncia(?:re|rvi)|em tribunal',
      'meu advogado (?:vai|entrará|já)|processar(?:-vos)?|na justiça',
      'journaliste? (?:bei|von|chez|de|du)|periodista de|giornalista (?:di|del)',
      'jornalista (?:do|da)',
    ],
    ["m'a conseillé|trabaja|lavora|trabalha|arbeitet"],
  ),
  danger(
    'urgent-abroad',
    0.7,
    [
      near(['dringend|notfall|sofort|urgence|urgent|urgente|emergencia|emergenza|emergência'], 80, [
        String.raw`hilfe|helfen|rufen|melde\p{L}*|termin|flug|op|medikament\p{L}*`,
        String.raw`aide\p{L}*|r?appele\p{L}*|vol|médicament\p{L}*`,
        String.raw`ayuda\p{L}*|llam\p{L}+|vuelo|medic\p{L}+|aiut\p{L}+|chiam\p{L}+|volo|farmac\p{L}+`,
        String.raw`ajud\p{L}+|lig(?:uem|ar|a)|voo|remédio\p{L}*`,
      ]),
    ],
    ['😂|🤣|lecker|délicieu(?:x|se)|tarta|torta|bolo|kuchen|zimtschnecken'],
  ),
]
