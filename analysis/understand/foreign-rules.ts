import type { Rule } from './rule.ts'

/** The plainest phrases of German, French, Spanish, Italian and Portuguese; models carry the rest. */
export const FOREIGN_RULES: readonly Rule[] = [
  {
    id: 'complaint-abroad',
    label: 'complaint',
    weight: 0.7,
    pattern:
      /(?<!\p{L})(?:nie angekommen|immer noch (?:nicht|kein)|funktioniert nicht|unverschämt|frechheit|enttäusch\w*|schlechte[rs]? (?:service|kundendienst)|toujours (?:pas|aucun)|jamais (?:reçu|arrivé)|ne (?:marche|fonctionne) (?:pas|plus)|inadmissible|déç[uo]\w*|honteux|arnaque|no funciona|nunca (?:llegó|llega|más)|todavía no|pésim[oa]|decepcion\w*|vergüenza|estafa|non funziona|mai arrivat[oa]|ancora niente|pessim[oa]|delus[oaie]|vergogna|truffa|não funciona|nunca chegou|ainda não|péssim[oa]|decepç\w*|vergonha)(?!\p{L})/u,
  },
  {
    id: 'praise-abroad',
    label: 'praise',
    weight: 0.6,
    pattern:
      /(?<!\p{L})(?:bester?|beste[ns]?|super (?:service|lecker|team|nett)|richtig gut|total begeistert|großartig|meilleure?s?|excellente?|génial(?:e)?|au top|j'adore|un régal|me encanta|excelente|el mejor|la mejor|buenísim[oa]|ottim[oa]|fantastic[oa]|il migliore|la migliore|adoro|bravissim[oi]|ótim[oa]|maravilhos[oa]|o melhor|a melhor)(?!\p{L})/u,
  },
  {
    id: 'thanks-abroad',
    label: 'thanks',
    weight: 0.75,
    pattern:
      /(?<!\p{L})(?:danke|vielen dank|merci|gracias|grazie|obrigad[oa]|bedankt|tack)(?!\p{L})/u,
  },
  {
    id: 'recommend-abroad',
    label: 'recommendation',
    weight: 0.8,
    pattern:
      /(?<!\p{L})(?:(?:sehr |nur |absolut )?(?:zu empfehlen|empfehlenswert)|empfehle|je (?:vous |le |la |les )?(?:re)?commande|recomiendo|recomendad[oa]|recomendable|consiglio|consigliat[oa]|recomendo)(?!\p{L})/u,
    unless: /(?:nicht|ne|no|non|não) (?:\w+ )?(?:empfehl|zu empf|recom|consigl)/u,
  },
  {
    id: 'leaving-abroad',
    label: 'churn_threat',
    weight: 0.8,
    pattern:
      /(?<!\p{L})(?:nie wieder|kündige|gekündigt|wechsle|plus jamais|je résilie|résilié|nunca más|me doy de baja|cancelo|mai più|disdico|nunca mais|vou cancelar)(?!\p{L})/u,
  },
  {
    id: 'question-abroad',
    label: 'question',
    weight: 0.5,
    pattern:
      /¿[^?]+\?|(?<!\p{L})(?:wann|wo|wie|warum|habt ihr|gibt es|quand|où|comment|pourquoi|est-ce que|avez-vous|quando|dove|come mai|perché|avete|onde|por que|vocês)(?!\p{L})[^?.!]{3,}\?/u,
  },
]
