import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { pino } from 'pino'
import { type Browser, type BrowserContextOptions, type Page, type Response } from 'playwright-core'
import { browserEntries, buildApp, type App } from '#src/app.ts'
import { modules } from '#src/modules.ts'
import { openChromium } from '#src/testing/chromium.ts'
import { testSecret } from '#src/testing/database-copy.ts'
import { scenario, type CastKey, type World } from '#src/testing/scenario.ts'
import { visits } from '#src/testing/visits.ts'
import { readSettings } from '#platform/config/settings.ts'
import { drainJobs } from '#platform/jobs/drain.ts'
import { scriptedServer, type TakenMail } from '#platform/mail/testing.ts'
import { buildAssets, type Assets } from '#platform/views/assets.ts'

const failures = join('.cache', 'journeys')
// Make this folder to look at every page that a journey looks at, wide and narrow.
const looks = join('.cache', 'looks')

let chrome: Promise<Browser> | null = null
let assets: Promise<Assets> | null = null

/** One browser for the whole run; each window has its own cookies. */
const browser = (): Promise<Browser> => (chrome ??= openChromium())

after(async () => {
  await (await chrome)?.close()
})

type ChosenFile = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }

export type Window = {
  readonly page: Page
  /** Goes to an address of this installation. */
  readonly open: (path: string) => Promise<void>
  /** Looks at the page that is shown: its h1, and everything that WCAG 2.2 AA can be tested for by a machine. */
  readonly sees: (h1: string) => Promise<void>
  /** Presses the file field of this label and chooses a file, as in the window that the browser opens. */
  readonly choose: (label: string, file: ChosenFile) => Promise<void>
  /** Chooses a person of the cast as a visitor of the demo does. */
  readonly become: (key: CastKey) => Promise<void>
}

export type Journey = {
  readonly world: World
  readonly origin: string
  readonly app: App
  /** A browser window of its own, as of another person at another desk. */
  readonly window: (options?: BrowserContextOptions) => Promise<Window>
  /** Does the work that waits, such as sending mail. */
  readonly runJobs: () => Promise<void>
  /** What the mail server of this journey took in; nothing where the journey has none. */
  readonly taken: readonly TakenMail[]
}

type Options = {
  /** With a real mail server; without one mail is kept and read at /demo/mail. */
  readonly mailServer?: boolean
}

/**
 * Somebody's way through the real service in a real browser: a server on a port of its own over a database of its own. What a
 * page logs as an error, and what it is refused by our own content policy, fails the journey; so does a page with an
 * accessibility fault. On failure every open window is kept as a picture in `.cache/journeys`.
 */
export function journey(
  title: string,
  body: (journey: Journey) => Promise<void>,
  { mailServer = false }: Options = {},
): void {
  scenario(title, async (world) => {
    assets ??= buildAssets({ cacheDir: '.cache', entries: browserEntries(modules) })
    const port = await freePort()
    const origin = `http://localhost:${port}`
    const smtp = mailServer ? await scriptedServer() : null
    const app = await buildApp({
      settings: readSettings({
        HOLDFAST_ENV: 'demo',
        HOLDFAST_RATE_LIMIT: '100000',
        ...(smtp ? { HOLDFAST_MAIL_URL: `smtp://${smtp.server.host}:${smtp.server.port}?tls=never` } : {}),
      }),
      secret: testSecret,
      dataDir: world.dataDir,
      db: world.db,
      login: world.copy.login,
      modules,
      clock: world.now,
      log: pino({ level: 'silent' }),
      port,
      assets: await assets,
    })
    await app.server.listen({ host: 'localhost', port })
    const windows: { page: Page; problems: string[] }[] = []
    const noted: Promise<void>[] = []
    const runJobs = async () => {
      const jobsConfig = world.copy.login('jobs')
      await world.setJobClock()
      await drainJobs({ db: world.db, jobsConfig, jobs: app.jobs, now: world.now() })
    }
    try {
      await body({
        world,
        origin,
        app,
        runJobs,
        taken: smtp?.taken ?? [],
        window: async (options) => {
          const context = await (await browser()).newContext({ locale: 'en-GB', ...options })
          const page = await context.newPage()
          // Far beyond what any page takes: a machine that does other work as well must not fail a journey.
          page.setDefaultTimeout(30_000)
          const problems = watch(page)
          context.on('response', (response) => noted.push(noteVisit(response)))
          windows.push({ page, problems })
          return windowOf(page, origin, options?.forcedColors === 'active' ? ['color-contrast'] : [])
        },
      })
      await Promise.all(noted)
      for (const { problems } of windows) assert.deepEqual(problems, [])
    } catch (error) {
      await keepPictures(
        title,
        windows.map(({ page }) => page),
      )
      throw error
    } finally {
      await Promise.all(windows.map(({ page }) => page.context().close()))
      await app.close()
      await smtp?.close()
    }
  })
}

/** `blind` are the rules that a machine cannot judge here: in forced colours it is told the page's colours and not the person's. */
function windowOf(page: Page, origin: string, blind: string[]): Window {
  const open = async (path: string) => {
    await page.goto(`${origin}${path}`)
  }
  const sees = async (h1: string) => {
    await page.getByRole('heading', { level: 1, name: h1 }).waitFor()
    assert.deepEqual(await barriers(page, blind), [], `barriers on “${h1}”`)
    if (existsSync(looks)) await keepLook(page)
  }
  return {
    page,
    open,
    sees,
    choose: async (label, file) => {
      const opened = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: new RegExp(`^${label}.*Choose file`) }).click()
      await (await opened).setFiles(file)
    },
    become: async (key) => {
      const person = modules.flatMap((module) => module.people ?? []).find((one) => one.key === key)
      const first = person?.name.split(' ')[0] ?? key
      await open('/demo')
      await page.getByRole('button', { name: `Sign in as ${first}`, exact: true }).click()
      await page.getByRole('heading', { level: 1, name: 'My work' }).waitFor()
    },
  }
}

const standard = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * The file field of GOV.UK reads out a comma that is not shown, between “No file chosen” and “Choose file”. Every word that is
 * shown is in its name, in order; the rule counts the comma.
 */
const isCommaOnly = (rule: string, html: string): boolean =>
  rule === 'label-content-name-mismatch' && html.includes('govuk-file-upload-button')

/** What keeps somebody from using the page, each with where it stands. */
async function barriers(page: Page, blind: string[]): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(standard).disableRules(blind).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.filter(({ html }) => !isCommaOnly(id, html)).map(({ target }) => `${id}: ${target.join(' ')}`),
  )
}

/** Errors of the page's own scripts, files that are not there, and everything our content policy refused. */
function watch(page: Page): string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    // A page that is answered with a status of its own is told as a failed resource; the journey looks at such pages itself.
    if (message.type() === 'error' && !/the server responded with a status of 4\d\d/.test(message.text()))
      problems.push(message.text())
  })
  page.on('response', (response) => {
    if (response.status() >= 400 && response.request().resourceType() !== 'document')
      problems.push(`${response.status()} ${new URL(response.url()).pathname}`)
  })
  return problems
}

/** For the guard that no declared route is without a visit. */
async function noteVisit(response: Response): Promise<void> {
  const request = response.request()
  const { pathname } = new URL(request.url())
  if (pathname.startsWith('/assets/')) return
  // A window that is closed meanwhile takes its headers along.
  const { cookie = '' } = await request.allHeaders().catch((): Record<string, string> => ({}))
  visits.push({
    method: request.method(),
    path: pathname,
    by: cookie.includes('session_token=') ? 'person' : 'visitor',
    status: response.status(),
  })
}

async function keepLook(page: Page): Promise<void> {
  const shown = page.viewportSize()
  const name = new URL(page.url()).pathname
    .replace(/[0-9a-f-]{36}|[\w.-]{24,}/g, 'id')
    .replace(/[^a-z0-9]+/gi, '-')
  for (const width of shown && shown.width < 600 ? [shown.width] : [1280, 390]) {
    await page.setViewportSize({ width, height: 844 })
    await page.screenshot({ path: join(looks, `${name}-${width}.png`), fullPage: true })
  }
  if (shown) await page.setViewportSize(shown)
}

async function keepPictures(title: string, pages: readonly Page[]): Promise<void> {
  mkdirSync(failures, { recursive: true })
  const name = title.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 60)
  for (const [index, page] of pages.entries()) {
    const file = join(failures, `${name}-${index + 1}`)
    // The failure itself must be what is told, also where the window is gone already.
    await page.screenshot({ path: `${file}.png`, fullPage: true }).catch(() => null)
    const html = await page.content().catch(() => '')
    writeFileSync(`${file}.html`, html)
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}
