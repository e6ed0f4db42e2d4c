import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { gzipSync } from 'node:zlib'
import { buildAssets, type Assets } from './assets.ts'
import { rendererForTests } from './testing.ts'

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-assets-'))
  try {
    await body(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test('two processes that start together end with one folder, and a later start finds everything compiled', async () => {
  await withFolder(async (cacheDir) => {
    const [one, other] = await Promise.all([buildAssets({ cacheDir }), buildAssets({ cacheDir })])
    assert.ok([one, other].some(({ fromCache }) => !fromCache))
    assert.equal((await readdir(path.join(cacheDir, 'assets'))).length, 1)
    const later = await buildAssets({ cacheDir })
    assert.equal(later.fromCache, true)
    for (const assets of [one, other]) assert.deepEqual([...assets.files], [...later.files])
    for (const { path: file } of later.files.values()) assert.ok((await readFile(file)).length > 0)
  })
})

test('compiling clears what no start of the last month used, and keeps what one did', async () => {
  await withFolder(async (cacheDir) => {
    const shelf = path.join(cacheDir, 'assets')
    await buildAssets({ cacheDir })
    const [used = ''] = await readdir(shelf)
    const longAgo = new Date(Date.now() - 40 * 24 * 60 * 60 * 1000)
    await mkdir(path.join(shelf, 'older'))
    for (const name of [used, 'older']) await utimes(path.join(shelf, name), longAgo, longAgo)
    // A start notes that it uses what is there.
    assert.equal((await buildAssets({ cacheDir })).fromCache, true)
    const source = path.join(cacheDir, 'browser')
    await mkdir(source)
    await writeFile(path.join(source, 'greeting.ts'), `document.title = 'good morning'`)
    await buildAssets({ cacheDir, entries: [{ name: 'greeting', entry: path.join(source, 'greeting.ts') }] })
    const left = await readdir(shelf)
    assert.equal(left.length, 2)
    assert.ok(left.includes(used) && !left.includes('older'))
  })
})

test("a module's own script has its name, and a change beside it gives a new address", async () => {
  await withFolder(async (folder) => {
    const source = path.join(folder, 'browser')
    await mkdir(source)
    await writeFile(path.join(source, 'greeting.ts'), `export const greeting: string = 'good morning'`)
    await writeFile(
      path.join(source, 'editor.ts'),
      `import { greeting } from './greeting.ts'\ndocument.title = greeting`,
    )
    const entries = [{ name: 'editor', entry: path.join(source, 'editor.ts') }]
    const before = (await buildAssets({ cacheDir: folder, entries })).url('editor.js')
    await writeFile(path.join(source, 'greeting.ts'), `export const greeting: string = 'good evening'`)
    const after = await buildAssets({ cacheDir: folder, entries })
    assert.match(before, /^\/assets\/editor\.\w+\.js$/)
    assert.notEqual(after.url('editor.js'), before)
    assert.equal(after.files.get(after.url('editor.js'))?.contentType, 'text/javascript; charset=utf-8')
  })
})

test('an asset that is not there is a fault and not a broken link', async () => {
  const { assets } = await rendererForTests()
  assert.throws(() => assets.url('nothing.css'), /There is no asset called nothing\.css/)
})

test('whatever the stylesheet fetches is served by ourselves', async () => {
  const { assets } = await rendererForTests()
  const css = await textOf(assets, assets.url('app.css'))
  const fetched = [...css.matchAll(/url\(["']?([^"')]+)/g)].map(([, url = '']) => url)
  assert.ok(fetched.length >= 5)
  for (const url of fetched) assert.ok(assets.files.has(url), `${url} is not served`)
  assert.doesNotMatch(css, /GDS Transport|crown/i)
})

test('a public page never carries more than 15 kB of script, every part that it could ask for counted', async () => {
  const { assets } = await rendererForTests()
  const weight = await weightOf(assets, assets.url('base.js'))
  assert.ok(weight.bytes <= 15_000, `${weight.bytes} bytes in ${weight.files} files`)
  assert.ok(weight.files > 5, 'the parts were found')
})

test('the script that every page runs is under 1 kB, since its parts come only where they are used', async () => {
  const { assets } = await rendererForTests()
  const base = gzipSync(await textOf(assets, assets.url('base.js'))).length
  assert.ok(base < 1000, `${base} bytes`)
})

test('the stylesheet is under 24 kB compressed', async () => {
  const { assets } = await rendererForTests()
  const css = gzipSync(await textOf(assets, assets.url('app.css'))).length
  assert.ok(css < 24_000, `${css} bytes`)
})

async function textOf(assets: Assets, url: string): Promise<string> {
  const file = assets.files.get(url)
  assert.ok(file, `${url} is not served`)
  return readFile(file.path, 'utf8')
}

/** A script with everything it imports, now or later. */
async function weightOf(assets: Assets, url: string): Promise<{ bytes: number; files: number }> {
  const seen = new Set([url])
  let bytes = 0
  for (const one of seen) {
    const source = await textOf(assets, one)
    bytes += gzipSync(source).length
    for (const [, part = ''] of source.matchAll(/["']\.\/([\w.-]+\.js)["']/g)) seen.add(`/assets/${part}`)
  }
  return { bytes, files: seen.size }
}
