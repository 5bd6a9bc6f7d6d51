import { decodeEntities } from './html-entities.ts'

/** HTML as the words a reader would see; line breaks where blocks end. */
export function plainText(html: string): string {
  const text = html
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1>|$)/gi, ' ')
    .replace(/<\/(?:p|div|li|h[1-6]|tr|blockquote)>|<br\s*\/?>/gi, '\n')
    .replace(/<(?:\/?[a-z!][^<>]*)>/gi, '')
  return tidyLines(decodeEntities(text))
}

/** Without spaces at the ends of lines, and never more than one empty line. */
export function tidyLines(text: string): string {
  return text
    .replace(/[ \t\u00A0]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
