import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { record } from '#platform/audit/record.ts'
import { roles } from '#platform/auth/roles.ts'
import { openAs, type Tx } from '#platform/db/tx.ts'
import { declareEvents, declarePermissions } from '#platform/declare/declarations.ts'
import { goTo, goToSaying, show } from '#platform/http/answers.ts'
import { line } from '#platform/http/forms.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { get, post, type DeclaredRoute } from '#platform/http/route.ts'
import type { Browser } from './browser.ts'
import { formType } from './trial-house.ts'

export const formEvents = declareEvents('trial', {
  note_written: ['note'],
  note_viewed: ['note'],
  form_viewed: [],
  file_taken: ['size'],
})

const officers = declarePermissions('trial', { run: { says: 'Try it', roles: ['officer'] } }).run
const caseworkers = declarePermissions('trial', { work: { says: 'Try it', roles: ['practitioner'] } }).work

type Notes = { 'trial.note': { id: string; words: string } }

const says = (title: string, lines: readonly string[], status = 200) =>
  show({ template: 'error.njk', title, data: { lines, reference: null, links: [] } }, status)

async function writeNote(tx: Tx, words: string): Promise<string> {
  const id = randomUUID()
  await openAs<Notes>(tx).insertInto('trial.note').values({ id, words }).execute()
  return id
}

const noteForm = z.object({ words: line('Write something') })
const oneNote = z.object({ noteId: z.uuid() })

const textOf = (value: string | readonly string[] | undefined) => (typeof value === 'string' ? value : '')

/** Routes that do exactly what the tests of the floor need. */
export const formRoutes: readonly DeclaredRoute[] = [
  get({
    url: '/trial/form',
    allow: 'signed-in',
    audit: formEvents.form_viewed,
    tells: undefined,
    query: z.object({ filter: z.string().optional() }),
    show: ({ query }) => Promise.resolve(says('Write a note', [`filter ${query.filter ?? 'none'}`])),
  }),
  post({
    url: '/trial/notes',
    allow: 'signed-in',
    audit: formEvents.note_written,
    body: noteForm,
    act: async ({ tx, actor, input }) => {
      if (input.words === 'refuse me') throw new Refusal('not_liked', 'Say something else.', 'words')
      const note = await writeNote(tx, input.words)
      if (input.words !== 'silently') await record(tx, actor, formEvents.note_written, { note })
      return note
    },
    leadsTo: (note) => goToSaying(`/trial/notes/${note}`, 'The note is written.'),
    again: ({ form }) => Promise.resolve(says('Write a note', [`typed: ${textOf(form['words'])}`])),
  }),
  get({
    url: '/trial/notes/:noteId',
    allow: 'signed-in',
    audit: formEvents.note_viewed,
    params: oneNote,
    tells: ({ params }) => ({ note: params.noteId }),
    show: async ({ tx, params }) => {
      const note = await openAs<Notes>(tx)
        .selectFrom('trial.note')
        .selectAll()
        .where('id', '=', params.noteId)
        .executeTakeFirst()
      return note ? says('A note', [note.words]) : null
    },
  }),
  post({
    url: '/trial/visitor-notes',
    allow: 'anyone',
    audit: formEvents.note_written,
    body: noteForm,
    act: async ({ tx, actor, input }) =>
      record(tx, actor, formEvents.note_written, { note: await writeNote(tx, input.words) }),
    leadsTo: () => '/help',
  }),
  get({
    url: '/trial/officers',
    allow: officers,
    audit: formEvents.form_viewed,
    show: () => Promise.resolve(says('For officers', [roles.officer.name])),
  }),
  post({
    url: '/trial/officers',
    allow: officers,
    audit: formEvents.note_written,
    body: noteForm,
    act: ({ tx, input }) => writeNote(tx, input.words),
    leadsTo: () => '/home',
  }),
  get({
    url: '/trial/casework',
    allow: caseworkers,
    audit: formEvents.form_viewed,
    show: () => Promise.resolve(says('For caseworkers', [])),
  }),
  post({
    url: '/trial/files',
    allow: 'signed-in',
    audit: formEvents.file_taken,
    body: z.object({ about: z.string().default('') }),
    files: { most: 2, each: 50_000 },
    act: ({ tx, actor, files }) =>
      record(tx, actor, formEvents.file_taken, {
        size: files.reduce((sum, file) => sum + file.bytes.length, 0),
      }),
    leadsTo: () => '/home',
  }),
  get({
    url: '/trial/fault',
    allow: 'signed-in',
    audit: 'none',
    query: z.object({ words: z.string().default('Jordan Example') }),
    // PostgreSQL quotes what it was given in its message.
    show: async ({ tx, query }) => {
      await sql`select ${query.words}::text::integer`.execute(openAs(tx))
      return says('Never shown', [])
    },
  }),
  get({
    url: '/trial/slow',
    allow: 'signed-in',
    audit: 'none',
    cutOffSeconds: 1,
    show: async ({ tx }) => {
      await sql`select pg_sleep(5)`.execute(openAs(tx))
      return says('Never shown', [])
    },
  }),
  get({
    url: '/trial/public',
    allow: 'anyone',
    audit: 'none',
    freshForSeconds: 60,
    show: async ({ tx }) => {
      const { rows } = await sql<{ words: string }>`select words from trial.note`.execute(openAs(tx))
      return says(
        'Public',
        rows.map(({ words }) => words),
      )
    },
  }),
  get({
    url: '/trial/seldom',
    allow: 'signed-in',
    audit: 'none',
    limit: { max: 3, perSeconds: 60, by: 'person' },
    show: () => Promise.resolve(says('Seldom', [])),
  }),
  get({
    url: '/trial/seldom-here',
    allow: 'anyone',
    audit: 'none',
    limit: { max: 3, perSeconds: 60, by: 'address' },
    show: () => Promise.resolve(goTo('/help')),
  }),
]

/** The token of a page that a browser is shown: every page of somebody who is signed in carries one. */
export async function tokenFor(browser: Browser): Promise<string> {
  const page = await browser.fetch('/trial/form')
  const token = page.document.querySelector('input[name="_token"]')?.getAttribute('value')
  if (!token) throw new Error(`no token on the page, which was answered with ${page.status}`)
  return token
}

/** Sends the trial form as a browser does. */
export const sendNote = (browser: Browser, token: string, text: string, headers = {}) =>
  browser.raw('POST', '/trial/notes', new URLSearchParams({ _token: token, words: text }).toString(), {
    ...formType,
    ...headers,
  })
