/**
 * Marks that change how a letter sounds or looks but not which word is meant, and the Arabic stroke
 * that only lengthens a word. Other scripts spell with their marks; so do the two voicing marks of kana.
 */
const SILENT_MARKS =
  /[[\p{M}&&[\p{sc=Zinh}\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Arab}\p{sc=Hebr}]]--[\u3099\u309A]]|\u0640/gv
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
/** Left out, with skin tones; ™ and ℠ would be glued as letters to the name before them. */
const DROPPED = /[\p{Default_Ignorable_Code_Point}\u{1F3FB}-\u{1F3FF}\u2122\u2120]/gu
const ASCII = /^[\0-\x7f]*$/
const RESPELLED = /[ßıøđłħæœðþŋς\u02BC]/g

const SPELLINGS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ı: 'i',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ħ: 'h',
  æ: 'ae',
  œ: 'oe',
  ð: 'd',
  þ: 'th',
  ŋ: 'n',
  ς: 'σ',
  ʼ: "'",
}

/**
 * The form in which words are compared: no case, accents, widths, ligatures, skin tones or invisible
 * characters. Every i of Turkish becomes i, ß becomes ss. Folding twice changes nothing.
 */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  return text
    .replace(DROPPED, (dropped) => (dropped === '™' || dropped === '℠' ? ' ' : ''))
    .normalize('NFKD')
    .toLowerCase()
    .replace(SILENT_MARKS, '')
    .replace(RESPELLED, (letter) => SPELLINGS[letter] ?? letter)
    .normalize('NFC')
}

/** The form in which `literals` are compared: exact, but for invisible characters and how accents are stored. */
export function keepExact(text: string): string {
  return ASCII.test(text) ? text : text.replace(INVISIBLE, '').normalize('NFC')
}
