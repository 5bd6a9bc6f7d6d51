import type { Aspect } from '../../core/judgement.ts'

/** Words that point to what a post is about, by the trade's nine aspects. */
export const ASPECT_WORDS: Readonly<Record<Aspect, readonly string[]>> = {
  price:
    list(`price prices priced pricing expensive cheap cheaper cost costs costly overpriced pricey
    bargain afford affordable value discount preis teuer prix cher precio caro prezzo preço`),
  product: list(`product quality coffee food meal taste tastes tasted flavour flavor recipe broke
    broken faulty material size battery screen design game box cake bread pizza latte beans sofa
    mattress shoes cream serum feature features produkt produit producto prodotto produto`),
  staff:
    list(`staff waiter waitress barista manager cashier crew driver conductor receptionist server
    guard steward employee employees team lady guy girl bloke personal personnel personale equipe`),
  delivery: list(`delivery deliver delivered delivers delivering courier parcel package shipping
    shipped shipment dispatch tracking arrived lieferung livraison envío entrega spedizione`),
  app: list(`app apps website site login log update version crash crashes crashed bug bugs notification
    notifications ios android button page password dashboard interface`),
  billing:
    list(`refund refunds refunded charged charge charges bill billed billing invoice payment fee
    fees debit overcharged rechnung erstattung remboursement reembolso rimborso`),
  availability: list(`stock sold outage offline down open opening hours closed available unavailable
    cancelled canceled restock signal servers server status queue slot slots ausverkauft`),
  place: list(`shop store branch cafe café restaurant station seat seats table tables toilet toilets
    showroom gym airport lounge parking music room filiale magasin tienda negozio loja`),
  support: list(`support helpline hotline chat email emails emailed phone called call agent ticket
    helpdesk reply replied response bot chatbot kundendienst`),
}

function list(words: string): readonly string[] {
  return words.split(/\s+/u)
}
