/** "12.50", "1,234.56", "1.234,56 €" or "-3" in the smallest unit of the currency; null where it is unclear. */
export function readMoney(text: string, places: number): number | null {
  const bare = text.replaceAll(/^[^\d-]+|\D+$/g, '').replaceAll(/[\s']/g, '')
  if (!/^-?\d[\d.,]*$/.test(bare)) return null
  const mark = decimalMark(bare, places)
  const whole = (mark === -1 ? bare : bare.slice(0, mark)).replaceAll(/[.,]/g, '')
  const part = mark === -1 ? '' : bare.slice(mark + 1)
  if (!/^\d*$/.test(part)) return null
  const value = Math.round(Number(`${whole}.${part === '' ? '0' : part}`) * 10 ** places)
  return Number.isSafeInteger(value) ? value : null
}

/** The last comma or point parts the cents, unless three figures follow a lone one ("1,234"). */
function decimalMark(text: string, places: number): number {
  const last = Math.max(text.lastIndexOf(','), text.lastIndexOf('.'))
  if (last === -1) return -1
  const after = text.length - last - 1
  const marks = text.match(/[.,]/g)?.length ?? 0
  const isThousands = after === 3 && places !== 3 && (marks === 1 || sameMarks(text))
  return isThousands ? -1 : last
}

function sameMarks(text: string): boolean {
  return !text.includes(',') || !text.includes('.')
}
