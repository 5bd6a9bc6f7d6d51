import { type Browser, chromium as playwright } from 'playwright-core'

/** Real Chromium: CHROMIUM_PATH, or the one that the npm package carries. A missing browser fails. */
export async function openBrowser(): Promise<Browser> {
  const own = process.env['CHROMIUM_PATH']
  if (own !== undefined && own !== '')
    return playwright.launch({ executablePath: own, args: ['--no-sandbox'] })
  // Read when the package loads: it then unpacks the system libraries that a bare Debian lacks.
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs22.x'
  const { default: packed } = await import('@sparticuz/chromium')
  return playwright.launch({ executablePath: await packed.executablePath(), args: packed.args })
}
