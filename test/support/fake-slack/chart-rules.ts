import { isObject, type JsonObject, objectsOf } from './json.ts'
import { checkKeys, checkList, checkString, type Problems } from './problems.ts'

/** Checks a data_visualization block: title 50, pie 1–6 segments, other charts 1–6 series of ≤ 20 points. */
export function checkChart(problems: Problems, block: JsonObject, at: string): void {
  checkString(problems, block, 'title', { max: 50, required: true }, at)
  const chart = block['chart']
  const here = `${at}/chart`
  if (!isObject(chart)) return problems.add(at, 'missing required field: chart')
  if (chart['type'] === 'pie') {
    checkKeys(problems, chart, ['type', 'segments'], here)
    const segments = checkList(problems, chart, 'segments', { min: 1, max: 6 }, here)
    segments.forEach((point, index) => checkPoint(problems, point, `${here}/segments/${index}`))
    return
  }
  if (!['bar', 'line', 'area'].includes(String(chart['type']))) {
    return problems.add(`${here}/type`, `unsupported type: ${String(chart['type'])}`)
  }
  checkKeys(problems, chart, ['type', 'series', 'axis_config'], here)
  const axis = chart['axis_config']
  if (!isObject(axis)) problems.add(here, 'missing required field: axis_config')
  const series = checkList(problems, chart, 'series', { min: 1, max: 6 }, here)
  series.forEach((line, index) => {
    const seriesAt = `${here}/series/${index}`
    checkString(problems, line, 'name', { max: 20, required: true }, seriesAt)
    const points = checkList(problems, line, 'data', { min: 1, max: 20 }, seriesAt)
    points.forEach((point, n) => checkPoint(problems, point, `${seriesAt}/data/${n}`))
  })
}

function checkPoint(problems: Problems, point: JsonObject, at: string): void {
  checkKeys(problems, point, ['label', 'value'], at)
  checkString(problems, point, 'label', { max: 20, required: true }, at)
  if (typeof point['value'] !== 'number') problems.add(at, 'missing required field: value')
}

/** Checks a table or data_table block: rows, cells and, for a data_table, its caption and page size. */
export function checkTable(problems: Problems, block: JsonObject, at: string): void {
  const isData = block['type'] === 'data_table'
  const rows = block['rows']
  if (!Array.isArray(rows)) return problems.add(at, 'missing required field: rows')
  const max = isData ? 101 : 100
  if (rows.length < 1 || rows.length > max) {
    problems.add(`${at}/rows`, `no more than ${max} items allowed`)
  }
  rows.forEach((row: unknown, index: number) => {
    if (!Array.isArray(row) || row.length < 1 || row.length > 20) {
      problems.add(`${at}/rows/${index}`, 'must have from 1 to 20 cells')
    }
    for (const cell of objectsOf(row)) {
      if (!['raw_text', 'raw_number', 'rich_text'].includes(String(cell['type']))) {
        problems.add(`${at}/rows/${index}`, `unsupported type: ${String(cell['type'])}`)
      }
    }
  })
  if (!isData) return
  checkString(problems, block, 'caption', { max: 3000, required: true }, at)
  const size = block['page_size']
  if (size !== undefined && (typeof size !== 'number' || size < 1 || size > 100)) {
    problems.add(`${at}/page_size`, 'must be from 1 to 100')
  }
}
