import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import path from 'node:path'
import test from 'node:test'
import { gzipSync } from 'node:zlib'
import { AxeBuilder } from '@axe-core/playwright'
import { build } from 'esbuild'
import { type Page } from 'playwright-core'
import { compileAsync } from 'sass'
import { moveCursor, openChromium } from '#src/testing/chromium.ts'

const root = path.join(import.meta.dirname, '../../../..')

const bundled = async (): Promise<Uint8Array> => {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, 'editor.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    platform: 'browser',
    legalComments: 'none',
    write: false,
  })
  return outputFiles[0]?.contents ?? new Uint8Array()
}

const styles = async (): Promise<string> => {
  const { css } = await compileAsync(path.join(import.meta.dirname, '_editor.scss'), {
    loadPaths: [path.join(root, 'node_modules')],
    quietDeps: true,
  })
  return `:root { --paper: #fff; --mist: #f3f6f5; --ink: #16232b; --quiet: #4a5a63; --line: #cfd8da; --control: #16232b;
    --plain: #e6ecec; --plain-hover: #d5dfdf } .govuk-visually-hidden { position: absolute; clip-path: inset(50%) } ${css}`
}

const pictures = JSON.stringify([{ id: 'file-1', alt: 'A "red" door', src: '/picture' }]).replaceAll(
  '"',
  '&quot;',
)

const pageWith = (markdown: string): string => `<!doctype html><html lang="en"><head><title>Write</title>
<link rel="stylesheet" href="/editor.css"></head><body><main><h1>Write</h1><form action="/save" method="post">
<label for="body">Text</label><p id="body-hint">In Markdown</p><p id="body-error">Enter the text</p>
<textarea id="body" name="body" rows="5" aria-describedby="body-hint body-error" data-rich-text data-pictures="${pictures}">
${markdown}</textarea><button>Save</button></form></main><script type="module" src="/editor.js"></script></body></html>`

// The policy of the real pages: nothing inline, no style attributes.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'"

type Written = { readonly page: Page; readonly markdown: () => Promise<string> }

const withEditor = async (
  bodies: readonly ((open: (markdown: string) => Promise<Written>) => Promise<void>)[],
): Promise<void> => {
  const [script, css] = [await bundled(), await styles()]
  let markdown = ''
  const server = createServer((request, response) => {
    const files: Record<string, [string, string | Uint8Array]> = {
      '/editor.js': ['text/javascript', script],
      '/editor.css': ['text/css', css],
      '/picture': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'],
      '/': ['text/html; charset=utf-8', pageWith(markdown)],
    }
    const [type, content] = files[request.url ?? '/'] ?? ['text/plain', '']
    response.setHeader('content-security-policy', policy)
    response.setHeader('content-type', type)
    response.end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  const browser = await openChromium()
  const complaints: string[] = []
  try {
    for (const body of bodies)
      await body(async (text) => {
        markdown = text
        const page = await (await browser.newContext()).newPage()
        page.on('pageerror', ({ message }) => complaints.push(message))
        page.on('console', (line) => {
          if (line.type() === 'error' && !line.text().includes('favicon')) complaints.push(line.text())
        })
        await page.goto(`http://127.0.0.1:${address.port}/`)
        await page.getByRole('textbox', { name: 'Text' }).waitFor()
        return { page, markdown: () => page.locator('textarea').inputValue() }
      })
    assert.deepEqual(complaints, [])
  } finally {
    await browser.close()
    server.close()
  }
}

test('the editor weighs less than 117 kB compressed, so that its whole page stays under 120', async () => {
  const weight = gzipSync(await bundled()).length
  assert.ok(weight < 117_000, `${weight} bytes`)
})

test('in a browser the editor writes Markdown back, by keys and by tools, and axe finds nothing against it', async () => {
  await withEditor([
    async (open) => {
      const { page, markdown } = await open('## Old\n\n> Words\n>\n> — Ann\n\n[[forums.next]]')
      assert.equal(await markdown(), '## Old\n\n> Words\n>\n> — Ann\n\n[[forums.next]]')
      const heard = page.evaluate(
        () => new Promise((resolve) => document.addEventListener('input', () => resolve('input'))),
      )
      await moveCursor(page.getByRole('textbox', { name: 'Text' }), 'Control+End')
      await page.keyboard.press('Enter')
      await page.keyboard.type('Plain and ')
      await page.keyboard.press('Control+b')
      await page.keyboard.type('bold *')
      await page.keyboard.press('Control+b')
      await page.keyboard.press('Shift+Enter')
      await page.keyboard.type('next')
      assert.equal(await heard, 'input')
      assert.equal(
        await markdown(),
        '## Old\n\n> Words\n>\n> — Ann\n\n[[forums.next]]\n\nPlain and **bold \\***\\\nnext',
      )
      await page.keyboard.press('Control+z')
      assert.doesNotMatch(await markdown(), /next$/u)
    },
    async (open) => {
      const { page, markdown } = await open('one')
      const tool = (name: string) => page.getByRole('toolbar').getByRole('button', { name, exact: true })
      await moveCursor(page.getByRole('textbox', { name: 'Text' }), 'Control+End')
      await tool('List').click()
      assert.equal(await tool('List').getAttribute('aria-pressed'), 'true')
      await page.keyboard.press('Enter')
      await page.keyboard.type('two')
      await page.keyboard.press('Control+]')
      assert.equal(await markdown(), '- one\n  - two')
      await page.keyboard.press('Control+[')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Enter')
      await tool('Heading').click()
      await page.keyboard.type('Three')
      await page.keyboard.press('Enter')
      await tool('Quotation').click()
      await page.keyboard.type('Four')
      await page.keyboard.press('Enter')
      await page.keyboard.type('— Bilal')
      assert.equal(await markdown(), '- one\n- two\n\n## Three\n\n> Four\n>\n> — Bilal')
    },
    async (open) => {
      const { page, markdown } = await open('board')
      await moveCursor(page.getByRole('textbox', { name: 'Text' }), 'Control+a')
      await page.keyboard.press('Control+k')
      const address = page.getByLabel('Address of the link')
      await address.fill('javascript:alert(1)')
      await address.press('Enter')
      await page.getByText('Enter a web, mail or telephone address').waitFor()
      assert.equal(await markdown(), 'board')
      await address.fill('board.example/x')
      await address.press('Enter')
      assert.equal(await markdown(), '[board](https://board.example/x)')
      assert.equal(new URL(page.url()).pathname, '/')
      await moveCursor(page.getByRole('textbox', { name: 'Text' }), 'Control+End')
      await page.keyboard.press('Control+k')
      assert.equal(await address.inputValue(), 'https://board.example/x')
      await page.getByRole('button', { name: 'Remove link' }).click()
      assert.equal(await markdown(), 'board')
    },
    async (open) => {
      const { page, markdown } = await open('above')
      await moveCursor(page.getByRole('textbox', { name: 'Text' }), 'Control+End')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Picture', exact: true }).click()
      await page.getByRole('button', { name: 'A "red" door' }).click()
      assert.equal(await markdown(), 'above\n\n![A "red" door](image:file-1)')
      assert.equal(await page.locator('.hf-editor__words img').getAttribute('src'), '/picture')
      await page.getByRole('button', { name: 'Write in Markdown' }).click()
      await page.locator('textarea').fill('# New **text**')
      await page.getByRole('button', { name: 'Write with tools' }).click()
      assert.equal(await page.getByRole('textbox', { name: 'Text' }).locator('h2').textContent(), 'New text')
    },
    async (open) => {
      const { page, markdown } = await open('')
      await page.getByRole('textbox', { name: 'Text' }).focus()
      await page.evaluate(() => {
        const data = new DataTransfer()
        data.setData(
          'text/html',
          '<h1>Pasted</h1><p>a <a href="javascript:x">b</a> <a href="https://c.example">c</a><script>d</script><img src="https://e.example/x.png"></p>',
        )
        document.activeElement?.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
        )
      })
      assert.equal(await markdown(), '## Pasted\n\na b [c](https://c.example)')
    },
    async (open) => {
      const { page } = await open('## A\n\n- b')
      await page.getByRole('textbox', { name: 'Text' }).focus()
      await page.keyboard.press('Alt+F10')
      await page.keyboard.press('ArrowRight')
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Italic')
      await page.keyboard.press('End')
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Redo')
      // From the last tool Tab goes on into the text and from there out of it: nobody is held fast.
      await page.keyboard.press('Tab')
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'body')
      await page.keyboard.press('Tab')
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Write in Markdown')
      assert.equal(
        await page.getByRole('textbox', { name: 'Text' }).getAttribute('aria-describedby'),
        'body-error body-help',
      )
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Control+k')
      const { violations } = await new AxeBuilder({ page }).analyze()
      assert.deepEqual(
        violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        [],
      )
    },
  ])
})
