import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { compileAssets } from './compile-assets.ts'

/** One browser script of a module: `name` is what templates ask for, `entry` the absolute path of its TypeScript. */
export type BrowserEntry = { name: string; entry: string }

export type AssetFile = { path: string; contentType: string }

export type Assets = {
  /** The address of an asset by its plain name (`app.css`, `base.js`, `mark.svg`). Throws for a name that is not there. */
  url: (name: string) => string
  /** Every address that is served, with the file behind it. All are named by their content, so they may be cached for ever. */
  files: ReadonlyMap<string, AssetFile>
  /** True when nothing had to be compiled. */
  fromCache: boolean
}

const manifestShape = z.object({
  urls: z.record(z.string(), z.string()),
  files: z.record(z.string(), z.object({ file: z.string(), contentType: z.string() })),
})

export type Manifest = z.infer<typeof manifestShape>

/**
 * The stylesheet, scripts, typefaces and mark, compiled once per change of any input. The cache folder is named by the
 * hash of all inputs, so that a second start only reads one small file, and is put in place by a rename, so that two
 * processes that start together cannot see half of it.
 */
export async function buildAssets(options: {
  cacheDir: string
  entries?: readonly BrowserEntry[]
}): Promise<Assets> {
  const entries = options.entries ?? []
  const shelf = path.join(options.cacheDir, 'assets')
  const folder = path.join(shelf, await hashOfInputs(entries))
  const kept = await readManifest(folder)
  if (kept) {
    await noteUse(folder)
    return assetsFrom(folder, kept, true)
  }

  const scratch = `${folder}.${randomUUID()}`
  await mkdir(scratch, { recursive: true })
  try {
    const manifest = await compileAssets({ outDir: scratch, entries })
    await writeFile(path.join(scratch, 'manifest.json'), JSON.stringify(manifest))
    await rename(scratch, folder).catch(async (error: NodeJS.ErrnoException) => {
      // Another process was first; its folder has the same inputs and so the same content.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
    await clearUnused(shelf)
    return assetsFrom(folder, manifest, false)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

const keptForMs = 31 * 24 * 60 * 60 * 1000

/** The folder's own time is that of its last use. A shelf that may only be read serves all the same. */
async function noteUse(folder: string): Promise<void> {
  const now = new Date()
  await utimes(folder, now, now).catch(() => undefined)
}

/** What a month of starts did not ask for is of an older Holdfast, or was left half made by one that was killed. */
async function clearUnused(shelf: string): Promise<void> {
  for (const name of await readdir(shelf)) {
    const folder = path.join(shelf, name)
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > keptForMs) await rm(folder, { recursive: true, force: true })
  }
}

function assetsFrom(folder: string, manifest: Manifest, fromCache: boolean): Assets {
  const urls = new Map(Object.entries(manifest.urls))
  return {
    url(name) {
      const url = urls.get(name)
      if (url === undefined) throw new Error(`There is no asset called ${name}`)
      return url
    },
    files: new Map(
      Object.entries(manifest.files).map(([url, { file, contentType }]) => [
        url,
        { path: path.join(folder, file), contentType },
      ]),
    ),
    fromCache,
  }
}

async function readManifest(folder: string): Promise<Manifest | null> {
  const file = path.join(folder, 'manifest.json')
  if (!existsSync(file)) return null
  return manifestShape.parse(JSON.parse(await readFile(file, 'utf8')))
}

/**
 * Our own sources by content; the lock file stands for every package: reading all their files would cost more than the
 * start may take. A module's entry counts with its whole folder, since it imports its neighbours.
 */
async function hashOfInputs(entries: readonly BrowserEntry[]): Promise<string> {
  const hash = createHash('sha256')
  const lone = [
    path.join(import.meta.dirname, '../../../package-lock.json'),
    path.join(import.meta.dirname, 'compile-assets.ts'),
  ]
  for (const file of lone) hash.update(await readFile(file))
  const folders = [
    path.join(import.meta.dirname, 'assets'),
    ...entries.map(({ entry }) => path.dirname(entry)),
  ]
  for (const folder of folders) {
    for (const file of await filesUnder(folder)) {
      hash.update(path.relative(folder, file)).update(await readFile(file))
    }
  }
  for (const { name, entry } of entries) hash.update(`${name}=${path.basename(entry)}`)
  return hash.digest('hex').slice(0, 16)
}

async function filesUnder(folder: string): Promise<string[]> {
  const found = await readdir(folder, { withFileTypes: true, recursive: true })
  return found
    .filter((item) => item.isFile())
    .map((item) => path.join(item.parentPath, item.name))
    .toSorted()
}
