import { chromium, type Browser, type Locator } from 'playwright-core'
import { readSettings } from '#platform/config/settings.ts'

/** A real browser for a test: Chromium of this machine, with a fresh profile, that calls nobody but the test. */
export const openChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: readSettings().HOLDFAST_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

/**
 * Presses keys that move the cursor in an editor. The browser tells the editor of a moved cursor a moment later, and of a
 * first look at it 20 ms later; no person presses the next key before it has.
 */
export async function moveCursor(text: Locator, keys: string): Promise<void> {
  const page = text.page()
  const settle = () =>
    page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 60))))
  await text.focus()
  await settle()
  await page.keyboard.press(keys)
  await settle()
}
