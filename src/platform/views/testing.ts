import path from 'node:path'
import { buildAssets, type Assets } from './assets.ts'
import { createRenderer, type Renderer } from './render.ts'

const cacheDir = path.join(import.meta.dirname, '../../../.cache')

/** The real renderer with the real assets, from the same cache as the product: built once, then a few milliseconds. */
export async function rendererForTests(
  moduleViews: Readonly<Record<string, string>> = {},
): Promise<{ assets: Assets; renderer: Renderer }> {
  const assets = await buildAssets({ cacheDir })
  const partnership = { name: 'Saltmarsh Safeguarding Children Partnership' }
  return { assets, renderer: createRenderer({ assets, moduleViews, partnership }) }
}
