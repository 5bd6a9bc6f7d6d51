/** The month of a time, YYYY-MM in UTC: how networks bill and how spending is counted. */
export function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7)
}
