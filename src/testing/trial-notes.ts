import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { listOf, nextPage, pageStart, pagingQuery } from '#platform/api/paging.ts'
import { openAs } from '#platform/db/tx.ts'
import { declareEvents } from '#platform/declare/declarations.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { api } from '#platform/http/route.ts'
import type { World } from './scenario.ts'
import { makeNotes, trialHost, withTrialHouse, type TrialHouse } from './trial-house.ts'

const events = declareEvents('trial', { note_written: ['note'], notes_read: ['rows'] })
const note = z.object({ id: z.uuid(), words: z.string() })

type Notes = { 'trial.note': { id: string; words: string } }

const listNotes = api({
  method: 'GET',
  url: '/api/v1/notes',
  says: 'Lists the notes.',
  scope: 'notes:read',
  audit: events.notes_read,
  query: z.object({ ...pagingQuery, begins: z.string().max(20).optional() }),
  gives: listOf(note),
  tells: (_context, answer) => ({ rows: answer.items.length }),
  answer: async (context) => {
    const start = pageStart(context, z.tuple([z.string()]))
    const { rows } = await sql<{ id: string; words: string }>`select id, words from trial.note
      where words like ${`${context.query.begins ?? ''}%`} and words > ${start?.[0] ?? ''}
      order by words limit ${context.query.limit + 1}`.execute(openAs<Notes>(context.tx))
    return nextPage(context, rows, (row) => [row.words])
  },
})

const readNote = api({
  method: 'GET',
  url: '/api/v1/notes/:noteId',
  says: 'Gives one note.',
  scope: 'notes:read',
  params: z.object({ noteId: z.uuid() }),
  gives: note,
  answer: async ({ tx, params }) =>
    (await openAs<Notes>(tx)
      .selectFrom('trial.note')
      .selectAll()
      .where('id', '=', params.noteId)
      .executeTakeFirst()) ?? null,
})

const writeNote = api({
  method: 'POST',
  url: '/api/v1/notes',
  says: 'Writes a note.',
  scope: 'notes:write',
  audit: events.note_written,
  body: z.object({ words: z.string().max(200) }),
  gives: note,
  answer: async ({ tx, actor, input }) => {
    if (input.words === 'refuse me') throw new Refusal('not_liked', 'Say something else.', 'words')
    const id = randomUUID()
    await openAs<Notes>(tx).insertInto('trial.note').values({ id, words: input.words }).execute()
    if (input.words === 'silently') return { id, words: input.words }
    await record(tx, actor, events.note_written, { note: id })
    return { id, words: input.words }
  },
})

export const noteRoutes = [listNotes, readNote, writeNote]

export const bearer = 'hf_0123456789012345678901234567890123456789'
export const otherBearer = 'hf_9876543210987654321098765432109876543210'
export const tokenId = '7f000000-0000-4000-8000-000000000001'

type Ask = { body?: unknown; key?: string; token?: string; headers?: Record<string, string>; raw?: string }

/** A program with a token, over a house with notes. */
export async function withNotes(
  world: World,
  work: (
    ask: (method: string, url: string, more?: Ask) => ReturnType<typeof send>,
    house: TrialHouse,
  ) => Promise<void>,
  settings: Record<string, string> = {},
): Promise<void> {
  await makeNotes(world)
  const { personId, organisationId } = await world.as('bilal')
  const token = (id: string, scopes: string[]): Extract<Actor, { kind: 'token' }> => ({
    kind: 'token',
    tokenId: id,
    personId,
    organisationId: organisationId ?? '',
    scopes,
  })
  const tokens = {
    [bearer]: token(tokenId, ['notes:read', 'notes:write']),
    [otherBearer]: token('7f000000-0000-4000-8000-000000000002', ['notes:read']),
  }
  await withTrialHouse(world, { routes: noteRoutes, events, tokens, settings }, (house) =>
    work((method, url, more) => send(house, method, url, more), house),
  )
}

function send(house: TrialHouse, method: string, url: string, more: Ask = {}) {
  const payload = more.raw ?? (more.body === undefined ? undefined : JSON.stringify(more.body))
  return house.app.server.inject({
    method: method as 'GET',
    url,
    headers: {
      host: trialHost,
      authorization: `Bearer ${more.token ?? bearer}`,
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...(more.key === undefined ? {} : { 'idempotency-key': more.key }),
      ...more.headers,
    },
    ...(payload === undefined ? {} : { payload }),
  })
}

export const isProblem = (response: Awaited<ReturnType<typeof send>>, status: number) => {
  assert.equal(response.statusCode, status, response.body)
  assert.match(String(response.headers['content-type']), /^application\/problem\+json/)
  const told = response.json<{ status: number; title: string; code?: string; errors?: { field: string }[] }>()
  assert.equal(told.status, status)
  assert.ok(told.title.length > 5)
  return told
}

export const lines = (world: World, event: string) =>
  world.owner<{ fields: Record<string, unknown>; token_id: string | null; person_id: string | null }>(
    `select fields, token_id, person_id from platform.audit_entry where event = $1 order by id`,
    [event],
  )
