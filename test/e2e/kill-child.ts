import { registerHooks } from 'node:module'

/** A desk made to be killed draws no charts, and loading them is a third of its start. */
const names = ['AriaComponent', 'BarChart', 'GridComponent', 'LineChart', 'SVGRenderer', 'init']
const nothing = `${names.map((name) => `export const ${name} = null`).join('\n')}
export const use = () => {}`

registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('echarts/')) return next(specifier, context)
    const url = `data:text/javascript,${encodeURIComponent(nothing)}`
    return { url, shortCircuit: true }
  },
})

await import('./kill-life.ts')
