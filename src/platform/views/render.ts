import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import nunjucks from 'nunjucks'
import type { Assets } from './assets.ts'
import { optionItems } from './forms.ts'
import * as format from './format.ts'

export type Link = { href: string; text: string }

export type NavLink = Link & { current: boolean; count?: number }

export type FormError = { field: string; message: string }

export type Notice = {
  kind: 'success' | 'information' | 'warning' | 'error'
  text: string
  /** One thing to do next, such as undo. */
  link?: Link
}

export type Page = {
  /** Template by module name and path, such as `bulletin/edition.njk`. */
  template: string
  /** The words of the page's one h1. They open the document's title too, so they hold no personal data of a child. */
  title: string
  /** The part of Holdfast the page belongs to, such as `Bulletins`. */
  section?: string
  data: object
  /** The HTTP status to answer with; 200 when absent. */
  status?: number
  /** What is wrong with the form: shown as a summary above the h1, and the title then begins with "Error: ". */
  errors?: readonly FormError[]
  /** Where the page hangs. The last item is the page above this one. */
  back?: Link
  /** A reference such as EP-2016-0412, printed on every sheet. */
  reference?: string
  /** Extra browser scripts by asset name, such as `editor.js`. */
  scripts?: readonly string[]
}

export type Frame = {
  /** Null for a visitor. */
  person: { name: string; role: string; organisation: string; href?: string } | null
  nav: readonly NavLink[]
  /** Links of the foot: help, accessibility, privacy and the like. Only what exists is handed in. */
  footer: readonly Link[]
  /** Null where nothing can be searched. `field` is the name of the query parameter. */
  search: { action: string; label: string; field?: string; value?: string } | null
  /** Where sign-out is posted; null for a visitor. */
  signOut: string | null
  /** Where a visitor signs in; null on that page itself and for those who are signed in. */
  signIn: string | null
  home: string
  csrf: { field: string; value: string } | null
  notices: readonly Notice[]
  now: Temporal.Instant
  demo: boolean
  /** "Exit this page" for pages a child or parent may read. */
  exit?: { href: string; text?: string } | null
  /** The page a demo visitor goes to for changing person. */
  demoHref?: string
}

export type Renderer = {
  /** The finished document. Throws when a template outputs something undefined, so that no page shows a hole. */
  render: (page: Page, frame: Frame) => string
  /** A template without the frame, for parts that are sent alone. */
  renderPart: (template: string, data: object) => string
}

const templates = path.join(import.meta.dirname, 'templates')

/** `moduleViews` maps a module's name to the absolute path of its `views/` folder. */
export function createRenderer(options: {
  assets: Assets
  moduleViews: Readonly<Record<string, string>>
  partnership: { name: string; shortName?: string }
}): Renderer {
  const environment = new nunjucks.Environment(viewLoader(options.moduleViews), {
    autoescape: true,
    throwOnUndefined: true,
    // Without these two a form page renders eight times slower, because every macro's blank lines are kept and joined.
    trimBlocks: true,
    lstripBlocks: true,
  })
  for (const [name, filter] of Object.entries(filters)) environment.addFilter(name, filter)
  environment.addGlobal('asset', options.assets.url)
  environment.addGlobal('optionItems', optionItems)
  environment.addGlobal('partnership', {
    name: options.partnership.name,
    shortName: options.partnership.shortName ?? options.partnership.name,
  })

  return {
    render(page, frame) {
      const errors = page.errors ?? []
      return environment.render(page.template, {
        ...page.data,
        page: { ...page, errors, documentTitle: documentTitle(page) },
        frame,
      })
    },
    renderPart: (template, data) => environment.render(template, data),
  }
}

/** `Error: New bulletin – Bulletins – Holdfast` */
export function documentTitle(page: Pick<Page, 'title' | 'section' | 'errors'>): string {
  const parts = [
    page.title,
    ...(page.section && page.section !== page.title ? [page.section] : []),
    'Holdfast',
  ]
  return `${page.errors && page.errors.length > 0 ? 'Error: ' : ''}${parts.join(' – ')}`
}

const filters = {
  day: format.day,
  dayInFull: format.dayInFull,
  monthInFull: format.monthInFull,
  moment: format.moment,
  clock: format.clock,
  machineTime: format.machineTime,
  inDays: format.inDays,
  ago: format.ago,
  count: format.count,
  plural: format.plural,
  bytes: format.bytes,
  inWords: format.inWords,
  share: format.share,
  // The MOJ timeline asks a filter called `date` to write its moments; ours writes them as everywhere else.
  date: (value: string, how: string) => (how === 'moment' ? format.moment(value) : format.day(value)),
} as const

/** GOV.UK's and MOJ's macros by their own names, ours from `templates`, and each module's under the module's name. */
function viewLoader(moduleViews: Readonly<Record<string, string>>): nunjucks.ILoader {
  const require = createRequire(import.meta.url)
  const roots: Record<string, string> = {
    govuk: path.join(path.dirname(require.resolve('govuk-frontend/package.json')), 'dist/govuk'),
    moj: path.join(path.dirname(require.resolve('@ministryofjustice/frontend/package.json')), 'moj'),
    ...moduleViews,
  }
  const loader = {
    isRelative: (name: string) => name.startsWith('./') || name.startsWith('../'),
    // Names are those above and not paths on disk, so a relative one is worked out within them.
    resolve: (from: string, to: string) => path.posix.join(path.posix.dirname(from), to),
    getSource(name: string): nunjucks.LoaderSource {
      const [first = '', ...rest] = name.split('/')
      const root = roots[first]
      const file = root && rest.length > 0 ? path.join(root, ...rest) : path.join(templates, name)
      return { src: readFileSync(file, 'utf8'), path: name, noCache: false }
    },
  }
  return loader
}
