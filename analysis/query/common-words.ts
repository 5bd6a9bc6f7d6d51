/** Words so frequent in posts that a query found by them alone is looked at again and again. */
const LISTS = [
  `the a an and or not of to in on at by for from with about into over after before under out up down off
   i me my we us our you your he him his she her it its they them their this that these those who what when
   where why how which is am are was were be been being do does did done have has had will would can could
   should may might must shall if then than so as but because while just only also too very really still
   even again ever never always now today tomorrow yesterday tonight here there all any some no none more
   most much many few less one two three first last next new old good great best better bad worst nice love
   like hate want need know think see look get got getting go going gone come make made take give say said
   tell ask use used work works working find found buy bought pay feel try day days week month year years
   time times man woman people person thing things way life world home house place city back long big little
   right left high low lot s t re ve ll d m don didn isn can got app phone food coffee shop store service
   customer order online money price free help please thanks thank video photo news game team live show watch
   music book school company business brand product website http https www com rt via lol omg`,
  `el la los las un una de del en con por para que no es y o a al se su lo le me te mi tu muy mas pero como
   ya si hay este esta todo hoy bien gracias bueno`,
  `le la les un une des du de et ou en dans sur pour par avec sans que qui ne pas est ce ca c j l d je tu il
   elle nous vous ils on mon ton son plus tres mais si merci bien tout`,
  `der die das ein eine und oder nicht ist im in zu auf mit fur von den dem des ich du er sie es wir ihr auch
   noch nur schon so wie was wenn aber bei nach aus heute danke gut`,
  `o os as um uma do da dos das em no na com por para que nao e eu voce ele ela nos mais muito mas se foi
   hoje bom obrigado`,
  `il lo gli di che e non un una per con su da in sono ho ha mi ti si piu ma come grazie bene`,
  `het een van en niet ik je dat in op te is met voor zijn maar ook nog wel bij goed dank`,
  `i w na z nie to sie jest do co jak ale po za tak`,
  `и в не на я что с как это по но а он она мы вы у к так все за да нет`,
  `bir ve bu da de mi cok ne icin ben sen o var yok iyi`,
  `dan yang di ini itu ke tidak ada saya aku kamu dengan untuk juga`,
] as const

const COMMON = new Set(LISTS.flatMap((list) => list.split(/\s+/)))

/** Whether a folded word is among the most frequent of the languages most posts are in. */
export function isCommonWord(folded: string): boolean {
  return COMMON.has(folded)
}
