const WORDS =
  'about after autumn bag bench blue bread bridge brother bus candle carpet cello chair city clock cloud corner counter cousin cup dance dinner dog door evening garden glass green grey hat hill hour jacket kettle kitchen ladder lamp letter light market meeting milk minute morning mother mountain music napkin neighbour newspaper night oven paper park pencil phone picture plate pocket puddle queue quiet radio rain river road roof room school shelf shirt shoe shop sister snow song spoon spring square stair station street student summer sun table teacher ticket tower train tray tree umbrella uncle village wall watch water week wind window winter writer yard yellow'.split(
    ' ',
  )

/** Twelve words that nearly no other name gets: posts with them are nobody's copy. */
export function manyWords(name: string): string {
  let state = [...name].reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 2 ** 32, 7)
  return Array.from({ length: 12 }, () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return WORDS[Math.floor((state / 2 ** 32) * WORDS.length)]
  }).join(' ')
}
