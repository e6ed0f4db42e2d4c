import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { BrowserEntry, Manifest } from './assets.ts'

const assetsFolder = path.join(import.meta.dirname, 'assets')
const nodeModules = path.join(import.meta.dirname, '../../../node_modules')
const next = '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next'
const mono = '@fontsource-variable/atkinson-hyperlegible-mono/files/atkinson-hyperlegible-mono'

/** The faces our pages use; the mono has no italic, because references and codes are never emphasised. */
const faces = {
  'next.woff2': `${next}-latin-wght-normal.woff2`,
  'next-ext.woff2': `${next}-latin-ext-wght-normal.woff2`,
  'next-italic.woff2': `${next}-latin-wght-italic.woff2`,
  'next-italic-ext.woff2': `${next}-latin-ext-wght-italic.woff2`,
  'mono.woff2': `${mono}-latin-wght-normal.woff2`,
} as const

const contentTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

type Output = { outDir: string; manifest: Manifest }

/** Writes every asset, named by its content, into `outDir` and says which plain name has which address. */
export async function compileAssets(options: {
  outDir: string
  entries: readonly BrowserEntry[]
}): Promise<Manifest> {
  const output: Output = { outDir: options.outDir, manifest: { urls: {}, files: {} } }
  for (const [name, from] of Object.entries(faces)) {
    await keep(output, name, await readFile(path.join(nodeModules, from)))
  }
  for (const name of (await readdir(assetsFolder)).filter((file) => file.endsWith('.svg'))) {
    await keep(output, name, await readFile(path.join(assetsFolder, name)))
  }
  await keepTouchIcon(output)
  await compileStyles(output)
  await bundleScripts(output, options.entries)
  return output.manifest
}

async function keep(output: Output, name: string, content: Uint8Array | string): Promise<string> {
  const { name: stem, ext } = path.parse(name)
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10)
  const file = `${stem}.${hash}${ext}`
  await writeFile(path.join(output.outDir, file), content)
  return register(output, name, file)
}

function register(output: Output, name: string, file: string): string {
  const contentType = contentTypes[path.extname(file)]
  if (contentType === undefined) throw new Error(`No content type is known for ${file}`)
  const url = `/assets/${file}`
  output.manifest.urls[name] = url
  output.manifest.files[url] = { file, contentType }
  return url
}

/** Phones that put a page on their home screen want a picture, not a drawing. */
async function keepTouchIcon(output: Output): Promise<void> {
  const { default: sharp } = await import('sharp')
  const drawing = await readFile(path.join(assetsFolder, 'icon.svg'))
  await keep(output, 'icon-180.png', await sharp(drawing, { density: 540 }).resize(180, 180).png().toBuffer())
}

async function compileStyles(output: Output): Promise<void> {
  const { compileAsync } = await import('sass')
  const { css } = await compileAsync(path.join(assetsFolder, 'app.scss'), {
    style: 'compressed',
    loadPaths: [nodeModules],
    quietDeps: true,
  })
  const addressed = css.replaceAll(/url\("?asset:([\w.-]+)"?\)/g, (_all, name: string) => {
    const url = output.manifest.urls[name]
    if (url === undefined) throw new Error(`The stylesheet asks for ${name}, which is no asset`)
    return `url(${url})`
  })
  await keep(output, 'app.css', addressed)
}

async function bundleScripts(output: Output, entries: readonly BrowserEntry[]): Promise<void> {
  const { build } = await import('esbuild')
  const all = [{ name: 'base', entry: path.join(assetsFolder, 'base.ts') }, ...entries]
  const { metafile } = await build({
    entryPoints: all.map(({ name, entry }) => ({ in: entry, out: name })),
    outdir: output.outDir,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: ['es2022'],
    platform: 'browser',
    entryNames: '[name].[hash]',
    chunkNames: 'part.[hash]',
    // Chunks are found beside the script that asks for them, so no address is written into the code.
    nodePaths: [nodeModules],
    metafile: true,
    logLevel: 'silent',
    legalComments: 'none',
  })
  for (const [written, about] of Object.entries(metafile.outputs)) {
    const file = path.basename(written)
    const entry = all.find(
      (one) => about.entryPoint && path.resolve(about.entryPoint) === path.resolve(one.entry),
    )
    register(output, entry ? `${entry.name}.js` : file, file)
  }
}
