import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { SVGRenderer } from 'echarts/renderers'

use([LineChart, BarChart, GridComponent, AriaComponent, LabelLayout, SVGRenderer])

/** Posts of one day or hour by feeling; unsure stands beside, never inside. */
export interface FeelingPoint {
  label: string
  negative: number
  neutral: number
  positive: number
  unsure: number
}

/** A stacked area of feeling as SVG without style attributes; unhappy lies on the base line. */
export function feelingChart(
  points: readonly FeelingPoint[],
  size: { width: number; height: number },
): string {
  const shown = stretch(points)
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  const line = (rank: number, name: string, color: string, values: number[]) => ({
    type: 'line' as const,
    name,
    stack: 'feeling',
    symbol: 'none',
    silent: true,
    lineStyle: { width: 0 },
    areaStyle: { color, opacity: 1 },
    endLabel: {
      show: true,
      formatter: name,
      color: 'var(--ink-2)',
      fontSize: 12,
      distance: 6,
      minMargin: 6,
      offset: [0, -rank] as [number, number],
    },
    // On a quiet day all three areas end at the same height; their rank keeps the order.
    labelLayout: { moveOverlap: 'shiftY' as const },
    data: values,
  })
  chart.setOption({
    animation: false,
    grid: { left: 34, right: 76, top: 12, bottom: 36 },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: shown.map((p) => p.label),
      axisLine: { lineStyle: { color: 'var(--edge)' } },
      axisTick: { show: false },
      axisLabel: {
        color: 'var(--ink-2)',
        fontSize: 12,
        hideOverlap: true,
        // Beyond the last day stand the names of the areas.
        alignMaxLabel: 'right',
      },
    },
    yAxis: {
      type: 'value',
      min: 0,
      minInterval: 1,
      splitLine: { lineStyle: { color: 'var(--hair)' } },
      axisLabel: { color: 'var(--ink-2)', fontSize: 12 },
    },
    series: [
      line(
        0,
        'Unhappy',
        'var(--neg)',
        shown.map((p) => p.negative),
      ),
      line(
        1,
        'Neutral',
        'var(--neu)',
        shown.map((p) => p.neutral),
      ),
      line(
        2,
        'Happy',
        'var(--pos)',
        shown.map((p) => p.positive),
      ),
    ],
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return withoutStyle(svg)
}

/** A single hour is a stretch of time, too: an area needs two ends to be seen. */
function stretch(points: readonly FeelingPoint[]): readonly FeelingPoint[] {
  const [only] = points
  return points.length === 1 && only !== undefined ? [only, { ...only, label: '' }] : points
}

/** The light colours of the look: a picture has no style sheet (source: web/public/look.css). */
const LIGHT: Readonly<Record<string, string>> = {
  '--neg': '#a83a20',
  '--neu': '#d3ccbf',
  '--pos': '#2a7596',
  '--edge': '#8d8577',
  '--hair': '#e6e1d8',
  '--ink-2': '#5f5950',
}

/**
 * The same drawing for where no style sheet and no letters are: light colours on white, and no words, as a
 * picture may not depend on the fonts of a machine. Whoever shows it says beside it what it shows.
 */
export function feelingPicture(
  points: readonly FeelingPoint[],
  size: { width: number; height: number },
): string {
  return feelingChart(points, size)
    .replace(/<text[\s\S]*?<\/text>/g, '')
    .replace(/var\((--[a-z0-9-]+)\)/g, (_, name: string) => LIGHT[name] ?? '#211e1a')
    .replace(/>/, `><rect width="${size.width}" height="${size.height}" fill="#ffffff"/>`)
}

/** Turns `style="a:b;c:d"` into the SVG attributes of the same names, so that a strict content policy holds. */
function withoutStyle(svg: string): string {
  return svg
    .replace(/ style="([^"]*)"/g, (_, css: string) =>
      css
        .split(';')
        .map((rule) => rule.split(':').map((part) => part.trim()))
        .filter(
          ([name]) =>
            name !== undefined && /^(font-(size|family|weight)|fill|stroke|opacity)$/.test(name),
        )
        .map(([name, value]) => ` ${name}="${value}"`)
        .join(''),
    )
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
}
