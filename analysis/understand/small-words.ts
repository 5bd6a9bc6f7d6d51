/** Words that tell a person nothing, whatever they weigh, by language; those that deny or ask something are not among them. */
const SMALL: Readonly<Record<string, string>> = {
  en: `the a an it its is was were be been being to of and or my i me mine you your yours we our us they them their he him
    his she her had have has having does do did done in on at for with this that these those as by from so just im i'm
    it's i've i'd i'll that's there's you're you've we're we've they're he's she's there then than out into up about
    would will shall one`,
  de: 'der die das den dem des ein eine einen einem einer und oder ist sind war es in im an am auf zu zum zur mit für von bei ich wir ihr sie er hab habe haben hat als auch so da',
  es: 'el la los las un una unos unas y o es son era en de del al a que por para con su sus mi mis me se lo le les he ha han hay como',
  fr: "le la les un une des du de et ou est sont était en au aux à que qui par pour avec ce cette ces mon ma mes son sa ses je j'ai il elle on nous vous ils c'est se y a",
  it: "il lo la i gli le un uno una di del della dei delle da dal e o è sono era in nel nella a al alla che per con mi si ci ho ha hanno come l'ho",
  pt: 'o a os as um uma uns umas de do da dos das e ou é são era em no na ao à que por para com meu minha me se eu tem há como',
}

const open = new Map(
  Object.entries(SMALL).map(([lang, words]) => [lang, new Set(words.split(/\s+/u))]),
)

/** Whether a lower-case word tells nothing by itself; English ones are small everywhere, as posts mix them in. */
export function isSmallWord(word: string, lang: string): boolean {
  return open.get(lang)?.has(word) === true || (lang !== 'en' && open.get('en')?.has(word) === true)
}
