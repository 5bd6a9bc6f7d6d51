import { describe, expect, it } from 'vitest'
import { detectLanguage } from '../../../analysis/language/detect-language.ts'

describe('detectLanguage', () => {
  it.each([
    ['en', 'The queue went round the block but the pies were worth every minute of it'],
    ['de', 'Seit drei Wochen warte ich auf eine Antwort vom Kundendienst, so geht das nicht'],
    ['fr', 'Le livreur a laissé le colis chez un voisin que je ne connais même pas'],
    ['es', 'Llevo media hora esperando en la puerta y nadie abre la tienda'],
    ['it', 'Ho ordinato due pizze e sono arrivate fredde dopo un’ora'],
    ['pt', 'Ainda não recebi o reembolso da encomenda que cancelei em março'],
    ['ja', 'コーヒーがとても美味しかった'],
    ['ko', '배송이 너무 늦어요'],
    ['th', 'กาแฟอร่อยมาก'],
    ['el', 'Πολύ καλός καφές και ευγενικό προσωπικό'],
    ['ar', 'الخدمة سيئة جدا والطلب لم يصل حتى الآن'],
    ['hi', 'यह सेवा बहुत खराब है'],
    ['hi', 'yaar yeh app bilkul kaam nahi kar raha hai, paise bhi kat gaye'],
  ])('tells %s', (lang, text) => {
    expect(detectLanguage(text)).toBe(lang)
  })

  it('looks past links, handles and tags', () => {
    expect(
      detectLanguage(
        '@kundenservice #fail https://example.test/a-b Wo bleibt mein Paket seit Montag?',
      ),
    ).toBe('de')
  })

  it('takes the language of the thread where a post is too short to tell', () => {
    expect(detectLanguage('ok 👍', 'pt')).toBe('pt')
    expect(detectLanguage('lol', 'it')).toBe('it')
  })

  it('knows a word of thanks without any thread', () => {
    expect(detectLanguage('danke!')).toBe('de')
    expect(detectLanguage('merci')).toBe('fr')
  })

  it('says undetermined where there are no letters', () => {
    expect(detectLanguage('👍👍 123')).toBe('und')
    expect(detectLanguage('')).toBe('und')
  })
})
