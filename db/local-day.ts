const formats = new Map<string, Intl.DateTimeFormat>()

/** The day, YYYY-MM-DD, that it is in a zone at an instant. */
export function localDay(zone: string, at: number): string {
  let format = formats.get(zone)
  if (format === undefined)
    formats.set(zone, (format = new Intl.DateTimeFormat('en-CA', { timeZone: zone })))
  return format.format(at)
}
