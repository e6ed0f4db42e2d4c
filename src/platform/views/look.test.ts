import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import test from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContextOptions, type Page as BrowserPage } from 'playwright-core'
import { openChromium } from '#src/testing/chromium.ts'
import { errorPage } from './errors.ts'
import { galleryFrame, galleryPage, visitorFrame } from './gallery.ts'
import { rendererForTests } from './testing.ts'

type Look = {
  open: (path: string, options?: BrowserContextOptions) => Promise<BrowserPage>
}

/** The gallery on a loopback port under the policy of the real pages, and one browser for all the looks at it. */
async function withLook(body: (look: Look) => Promise<void>): Promise<void> {
  const { assets, renderer } = await rendererForTests()
  let asked = 0
  const pages = new Map([
    ['/gallery', () => renderer.render(galleryPage(), galleryFrame())],
    ['/sending', () => renderer.render(galleryPage({ sent: asked++ === 0 ? 3120 : 10_412 }), galleryFrame())],
    ['/errors', () => renderer.render(galleryPage({ errors: true }), galleryFrame())],
    ['/visitor', () => renderer.render(errorPage('notFound'), galleryFrame(visitorFrame))],
  ])
  const server = createServer((request, response) => {
    void (async () => {
      const path = (request.url ?? '/').split('?')[0] ?? '/'
      const asset = assets.files.get(path)
      const page = pages.get(path)
      response.setHeader(
        'content-security-policy',
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'",
      )
      response.setHeader('content-type', asset?.contentType ?? 'text/html; charset=utf-8')
      response.statusCode = asset || page ? 200 : 404
      response.end(asset ? await readFile(asset.path) : page?.())
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  let browser: Browser | undefined
  const complaints: string[] = []
  try {
    browser = await openChromium()
    const running = browser
    await body({
      async open(path, options = {}) {
        const page = await (await running.newContext(options)).newPage()
        page.on('pageerror', ({ message }) => complaints.push(message))
        page.on('console', (line) => {
          if (line.type() === 'error') complaints.push(line.text())
        })
        await page.goto(`http://127.0.0.1:${address.port}${path}`)
        return page
      },
    })
    assert.deepEqual(complaints, [], 'the browser complained of nothing, least of all of our content policy')
  } finally {
    await browser?.close()
    server.closeAllConnections()
    server.close()
  }
}

const wide = { width: 1280, height: 900 }
const phone = { width: 390, height: 740 }
const small = { width: 320, height: 568 }

test('in a real browser', async (t) => {
  await withLook(async ({ open }) => {
    await t.test(
      'axe finds nothing to mend, wide and narrow, light and dark, with and without errors',
      async () => {
        for (const [path, viewport, colorScheme] of [
          ['/gallery', wide, 'light'],
          ['/errors', wide, 'dark'],
          ['/gallery', phone, 'dark'],
          ['/visitor', phone, 'light'],
        ] as const) {
          const page = await open(path, { viewport, colorScheme })
          const { violations } = await new AxeBuilder({ page })
            // GOV.UK's file button is named by its question and its state, which axe's trial rule does not foresee.
            .disableRules(['label-content-name-mismatch'])
            .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
            .analyze()
          assert.deepEqual(
            violations.map(
              ({ id, nodes }) =>
                `${path} ${viewport.width} ${colorScheme}: ${id} at ${nodes.map((node) => node.html).join(' ')}`,
            ),
            [],
          )
          await page.context().close()
        }
      },
    )

    await t.test(
      'nothing sticks out at the side at 1280, 768, 390 and 320, nor at twice the text size',
      async () => {
        const page = await open('/errors')
        for (const size of [wide, { width: 768, height: 900 }, phone, small, { width: 640, height: 450 }]) {
          await page.setViewportSize(size)
          const width = await page.evaluate(() => document.documentElement.scrollWidth)
          assert.equal(width, size.width)
        }
      },
    )

    await t.test(
      'without script the menu and the filters of a phone open, close, and hide nothing for good',
      async () => {
        const page = await open('/gallery', { viewport: phone, javaScriptEnabled: false })
        const signOut = page.getByRole('button', { name: 'Sign out' })
        assert.equal(await signOut.isVisible(), false)
        await page.getByRole('button', { name: 'Menu' }).click()
        assert.equal(await signOut.isVisible(), true)
        assert.equal(await page.getByRole('link', { name: 'Champions' }).isVisible(), true)
        await page.getByRole('button', { name: 'Close menu' }).click()
        assert.equal(await signOut.isVisible(), false)

        const apply = page.getByRole('button', { name: 'Apply filters' })
        assert.equal(await apply.isVisible(), false)
        await page.getByRole('button', { name: 'Filter 2 chosen' }).click()
        assert.equal(await apply.isVisible(), true)
      },
    )

    await t.test('on a wide screen the menu and the filters simply stand there', async () => {
      const page = await open('/gallery', { viewport: wide, javaScriptEnabled: false })
      for (const name of ['Sign out', 'Apply filters'])
        assert.equal(await page.getByRole('button', { name }).isVisible(), true)
      assert.equal(await page.getByRole('button', { name: 'Menu' }).isVisible(), false)
    })

    await t.test(
      'the keyboard reaches the skip link first, then what the header has, in the order of the eye',
      async () => {
        const page = await open('/gallery', { viewport: wide })
        const reached: string[] = []
        for (let step = 0; step < 8; step++) {
          await page.keyboard.press('Tab')
          reached.push(
            await page.evaluate(
              () =>
                document.activeElement?.getAttribute('name') ??
                document.activeElement?.textContent?.trim().split(/\s+/)[0] ??
                '',
            ),
          )
        }
        assert.deepEqual(reached, ['Skip', 'Change', 'Holdfast', 'q', 'Search', 'Sign', 'My', 'Network'])
      },
    )

    await t.test(
      'an error in the form takes the focus to its summary, and from there to the field',
      async () => {
        const page = await open('/errors', { viewport: wide })
        await page.waitForFunction(() => document.activeElement?.className.includes('govuk-error-summary'))
        await page.getByRole('link', { name: 'Enter a day that exists' }).click()
        assert.equal(await page.evaluate(() => document.activeElement?.id), 'goes')
      },
    )

    await t.test('long work shows its progress by itself and stops asking when it is done', async () => {
      const page = await open('/sending', { viewport: wide })
      await page.locator('#sending', { hasText: '3,120 of 10,412' }).waitFor()
      await page.locator('#sending', { hasText: '10,412 of 10,412. Finished' }).waitFor()
      await page.getByRole('button', { name: 'Stop updating this page' }).waitFor({ state: 'detached' })
    })

    await t.test('our own typeface is what the page is set in', async () => {
      const page = await open('/gallery', { viewport: wide })
      const loaded = await page.evaluate(async () => {
        await document.fonts.ready
        return [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family)
      })
      assert.ok(loaded.some((family) => family.includes('Atkinson Hyperlegible Next')))
      assert.ok(loaded.some((family) => family.includes('Atkinson Hyperlegible Mono')))
    })
  })
})
