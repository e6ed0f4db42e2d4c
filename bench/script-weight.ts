import { brotliCompressSync, gzipSync } from 'node:zlib'
import { demoFolder, start, type Running } from '#src/installation/testing/processes.ts'
import { withEnding } from './lib/ending.ts'
import { atMost, type Measured } from './lib/measured.ts'

const name = 'script'
const engine = 'none'

/** The scripts that a page loads and what they import, compressed as they are sent. */
async function weightOf(running: Running, path: string, cookie: string): Promise<number> {
  const page = await running.get(path, { cookie })
  if (page.status !== 200) throw new Error(`${path} answered ${page.status}`)
  const waiting = [...(await page.text()).matchAll(/<script[^>]*\ssrc="([^"]+)"/g)].map(([, src = '']) => src)
  const seen = new Set<string>()
  let bytes = 0
  for (let src = waiting.pop(); src !== undefined; src = waiting.pop()) {
    if (seen.has(src)) continue
    seen.add(src)
    const text = await running.get(src, { cookie }).then((answer) => answer.text())
    bytes += Math.min(brotliCompressSync(text).length, gzipSync(text).length)
    for (const [, from = ''] of text.matchAll(/(?:from|import)\s*\(?\s*["'](\.?\/[^"']+\.js)["']/g))
      waiting.push(new URL(from, running.url + src).pathname)
  }
  return bytes / 1000
}

export async function measure(): Promise<Measured[]> {
  return withEnding(async (ending) => {
    const running = await start(ending, await demoFolder(ending), ['--role', 'web'])
    const cookie = (await running.signInAs('erin')).headers.get('set-cookie')?.split(';')[0] ?? ''
    const editor = await findEditor(running, cookie)
    const figures: Measured[] = []
    for (const [metric, path, limit, as] of [
      ['public page', '/help', 15, ''],
      ['signed in', '/home', 50, cookie],
      ...(editor === null ? [] : [['with the editor', editor, 120, cookie] as const]),
    ] as const) {
      const value = await weightOf(running, path, as)
      figures.push(atMost({ name, engine, metric: `${metric} (${path})`, value, unit: 'kB' }, limit))
    }
    return figures
  })
}

/** A page on which an article is written, reached as a person reaches it: from the list of editions. */
async function findEditor(running: Running, cookie: string): Promise<string | null> {
  const waiting = ['/editions']
  const seen = new Set<string>()
  for (let path = waiting.shift(); path !== undefined && seen.size < 80; path = waiting.shift()) {
    if (seen.has(path)) continue
    seen.add(path)
    const page = await running.get(path, { cookie })
    const text = page.status === 200 ? await page.text() : ''
    if (/<script[^>]*src="[^"]*(editor|rich)[^"]*\.js"/.test(text)) return path
    for (const [, href = ''] of text.matchAll(/href="(\/(?:editions|articles)[^"#?]*)"/g)) waiting.push(href)
  }
  return null
}
