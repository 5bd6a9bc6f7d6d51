/** Markup that is safe to send; only `html` and `trusted` make it. */
export class Html {
  readonly markup: string
  constructor(markup: string) {
    this.markup = markup
  }
  toString(): string {
    return this.markup
  }
}

type Hole = Html | string | number | null | undefined | false | readonly Hole[]

/** Tagged template: every hole is escaped unless it is Html itself; null and false leave nothing. */
export function html(strings: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  let out = strings[0] ?? ''
  holes.forEach((hole, i) => {
    out += render(hole) + (strings[i + 1] ?? '')
  })
  return new Html(out)
}

/** Markup that we wrote or drew ourselves (an SVG of ECharts, a static icon); never anything from outside. */
export function trusted(markup: string): Html {
  return new Html(markup)
}

/** `&`, `<`, `>`, both quotes as entities. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

function render(hole: Hole): string {
  if (hole === null || hole === undefined || hole === false) return ''
  if (hole instanceof Html) return hole.markup
  if (typeof hole === 'string' || typeof hole === 'number') return escapeHtml(String(hole))
  return hole.map(render).join('')
}
