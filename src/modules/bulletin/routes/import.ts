import { z } from 'zod'
import { goToSaying, show } from '#platform/http/answers.ts'
import { id, line } from '#platform/http/forms.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { get, post } from '#platform/http/route.ts'
import { confirmImport, dropImport, keepImport, mendImport } from '../actions/bring-in.ts'
import { events, permissions } from '../declarations.ts'
import { findImport } from '../queries/import.ts'
import { readImport } from '../reading/read-file.ts'
import { longestHeading } from '../rules/heading.ts'
import { fileForImportPage, importPage } from '../views/import.page.ts'
import { monthBoxes, readMonth, version } from './fields.ts'
import { readStep } from './import-step.ts'

const params = z.object({ importId: id() })

const importFormRoute = get({
  url: '/editions/import',
  allow: permissions.write,
  audit: events.editions_viewed,
  tells: () => ({ count: 0 }),
  show: () => Promise.resolve(show(fileForImportPage([]))),
})

/** Reads the file before the transaction: a long Word file takes a second, and nothing must wait for it. */
const readImportRoute = post({
  url: '/editions/imports',
  allow: permissions.write,
  audit: events.import_read,
  limit: { max: 20, perSeconds: 60, by: 'person' },
  body: z.object({}),
  // The reader's own limit is 10 MB and has the better sentence; what is far larger is cut off while it comes.
  files: { most: 1, each: 20_000_000 },
  prepare: ({ files }) => readImport(files[0]),
  act: ({ tx, actor, prepared, now }) => keepImport(tx, actor, prepared, now),
  leadsTo: ({ id: importId }) => `/editions/imports/${importId}`,
  again: ({ errors }) => Promise.resolve(show(fileForImportPage(errors))),
})

const importRoute = get({
  url: '/editions/imports/:importId',
  allow: permissions.write,
  audit: events.import_viewed,
  params,
  tells: ({ params: { importId } }) => ({ import: importId }),
  show: async ({ tx, params: { importId } }) => {
    const found = await findImport(tx, importId)
    return found && show(importPage(found))
  },
})

const mendImportRoute = post({
  url: '/editions/imports/:importId/mendings',
  allow: permissions.write,
  audit: events.import_mended,
  params,
  body: z.object({ version: version(), step: z.string().max(60).transform(readStep) }),
  act: async ({ tx, actor, params: { importId }, input }) => {
    await mendImport(tx, actor, { importId, version: input.version, step: input.step.step })
    return input.step.at
  },
  leadsTo: (at, { params: { importId } }) => `/editions/imports/${importId}${at}`,
  again: async ({ tx, params: { importId }, errors }) => show(importPage(await wanted(tx, importId), errors)),
})

const confirmImportRoute = post({
  url: '/editions/imports/:importId/confirmation',
  allow: permissions.write,
  audit: events.import_confirmed,
  params,
  body: z.object({
    version: version(),
    title: line('Enter a title for the edition', longestHeading),
    ...monthBoxes,
  }),
  act: ({ tx, actor, params: { importId }, input, now }) =>
    confirmImport(tx, actor, { ...input, importId, month: readMonth(input) }, now),
  leadsTo: ({ editionId }) =>
    goToSaying(`/editions/${editionId}`, 'The edition is made. Read it through, then ask for approval.'),
  again: async ({ tx, params: { importId }, form, errors }) =>
    show(importPage(await wanted(tx, importId), errors, form)),
})

const dropImportRoute = post({
  url: '/editions/imports/:importId/removal',
  allow: permissions.write,
  audit: events.import_dropped,
  params,
  body: z.object({}),
  act: ({ tx, actor, params: { importId }, now }) => dropImport(tx, actor, { importId }, now),
  leadsTo: () => goToSaying('/editions', 'The preview was thrown away. Nothing was kept of the file.'),
})

async function wanted(tx: Parameters<typeof findImport>[0], importId: string) {
  const found = await findImport(tx, importId)
  if (!found) throw new NotHere('no such import')
  return found
}

export const importRoutes = [
  importFormRoute,
  readImportRoute,
  importRoute,
  mendImportRoute,
  confirmImportRoute,
  dropImportRoute,
]
