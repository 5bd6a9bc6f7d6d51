import { Resvg } from '@resvg/resvg-js'

/** An SVG without letters as PNG, twice as wide as it says; no font of the machine is looked for. */
export function drawPicture(svg: string): Buffer {
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: 2 },
    font: { loadSystemFonts: false },
    logLevel: 'off',
  })
  return picture.render().asPng()
}
