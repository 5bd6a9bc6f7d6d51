const RETOLD = /^(?:rt|via)\s+@\S+?:?\s+/iu
const WITH_COMMENT = /\sRT\s+@\S/u
/** A shorter comment ("Wow", "So true") adds nothing of its own. */
const OWN_LETTERS = 15
const DECORATION =
  /https?:\/\/\S+|@[\p{L}\p{N}_.-]+|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|\u20e3/gu

/**
 * What a text says, whoever retells it: without a leading "RT @somebody:", links, handles and emoji, in lower case with single
 * blanks. Of a retweet with a comment the comment. Empty where nothing else stands in it.
 */
export function bareWords(text: string): string {
  const comment = bare(text.slice(0, Math.max(0, text.search(WITH_COMMENT))))
  return comment.length >= OWN_LETTERS ? comment : bare(text)
}

function bare(text: string): string {
  return text
    .normalize('NFKC')
    .replace(RETOLD, '')
    .replaceAll(DECORATION, ' ')
    .toLowerCase()
    .replaceAll(/\s+/gu, ' ')
    .trim()
}
