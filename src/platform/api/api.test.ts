import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { z } from 'zod'
import { api, type ApiRoute } from '#platform/http/route.ts'
import { scenario } from '#src/testing/scenario.ts'
import { noteRoutes } from '#src/testing/trial-notes.ts'
import { describeApi, schemaOf, scopesOf } from './describe-api.ts'
import { exampleOf } from './example-of.ts'
import { dayIn, dayOut, momentOut } from './shapes.ts'

const about = {
  partnership: 'Fernshire Safeguarding Children Partnership',
  contact: 'holdfast@fernshire.example',
  origin: 'https://holdfast.example',
  version: '1.2.3',
}

const everyShape = api({
  method: 'PUT',
  url: '/api/v1/shapes/:shapeId/parts/:partId',
  says: 'Takes every shape that a route may use.',
  scope: 'shapes:write',
  params: z.object({ shapeId: z.uuid(), partId: z.uuid() }),
  query: z.object({ kind: z.enum(['round', 'square']).optional(), most: z.coerce.number().default(3) }),
  body: z.object({
    on: dayIn(),
    email: z.email().nullable(),
    tags: z.array(z.string().min(6)).min(1),
    either: z.union([z.literal('yes'), z.number().min(4)]),
    held: z.boolean().default(false),
    trimmed: z.string().transform((text) => text.trim()),
  }),
  gives: z.object({ at: momentOut(), on: dayOut().nullable(), count: z.int().min(0) }),
  answer: () => Promise.resolve(null),
})

type Described = {
  openapi: string
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: string
        security: Record<string, string[]>[]
        parameters: { name: string; in: string; required: boolean; schema: object }[]
        responses: Record<string, object>
      }
    >
  >
}

const problemsOf = async (description: object): Promise<unknown> => {
  const result = await new Validator().validate({ ...structuredClone(description) })
  return result.valid ? null : result.errors
}

test('the description of the API is sound OpenAPI 3.1, as another library reads it', async () => {
  const description = describeApi([...noteRoutes, everyShape], about) as Described
  assert.match(description.openapi, /^3\.1\./)
  assert.equal(await problemsOf(description), null)
  assert.notEqual(await problemsOf({ ...description, paths: { nowhere: {} } }), null)
})

test('every operation names its scope, its parameters and every way in which it can fail', () => {
  const { paths } = describeApi([...noteRoutes, everyShape], about) as Described
  const put = paths['/api/v1/shapes/{shapeId}/parts/{partId}']?.['put']
  assert.deepEqual(put?.security, [{ token: ['shapes:write'] }])
  assert.deepEqual(
    put.parameters.map(({ name, in: place, required }) => [name, place, required]),
    [
      ['shapeId', 'path', true],
      ['partId', 'path', true],
      ['kind', 'query', false],
      ['most', 'query', false],
      ['Idempotency-Key', 'header', true],
    ],
  )
  assert.deepEqual(Object.keys(put.responses), [
    '200',
    '400',
    '401',
    '403',
    '404',
    '413',
    '415',
    '422',
    '429',
    '500',
    '503',
  ])
  assert.ok(paths['/api/v1/notes']?.['get']?.responses['304'])
  const ids = Object.values(paths).flatMap((path) => Object.values(path).map((one) => one.operationId))
  assert.equal(new Set(ids).size, ids.length)
})

test('every example in the description is taken by the schema that the server reads by', () => {
  const routes: readonly ApiRoute[] = [...noteRoutes, everyShape]
  for (const route of routes)
    for (const part of ['params', 'query', 'body'] as const) {
      const schema = route[part]
      if (!schema) continue
      const read = schema.safeParse(exampleOf(schemaOf(schema, 'input')))
      assert.ok(read.success, `${route.url} ${part}: ${JSON.stringify(read.error?.issues)}`)
    }
})

test('moments and days leave as text and come in as days', () => {
  assert.equal(momentOut().parse(Temporal.Instant.from('2026-04-16T11:00:00Z')), '2026-04-16T11:00:00Z')
  assert.equal(dayOut().parse(Temporal.PlainDate.from('2026-04-16')), '2026-04-16')
  assert.ok(dayIn().parse('2026-04-16').equals(Temporal.PlainDate.from('2026-04-16')))
  assert.equal(dayIn().safeParse('2026-02-30').success, false)
})

test('a scope is told by what it opens', () => {
  assert.deepEqual(scopesOf(noteRoutes), [
    { scope: 'notes:read', opens: ['Lists the notes.', 'Gives one note.'] },
    { scope: 'notes:write', opens: ['Writes a note.'] },
  ])
})

scenario(
  'the house describes its own API, with every declared route, to anyone',
  async ({ app, browser }) => {
    const visitor = await browser()
    const response = await visitor.raw('GET', '/api/openapi.json')
    assert.equal(response.statusCode, 200)
    const description = response.json<Described>()
    assert.equal(await problemsOf(description), null)
    const described = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const declared = (await app()).routes
      .filter((route) => 'kind' in route)
      .map((route) => `${route.method.replace('API_', '')} ${route.url.replace(/:([A-Za-z]+)/g, '{$1}')}`)
    assert.deepEqual(described.toSorted(), declared.toSorted())
  },
)

scenario('the page about the API is sound and names every route and scope', async ({ app, browser }) => {
  const page = await (await browser()).get('/api')
  assert.equal(page.status, 200)
  for (const route of (await app()).routes) {
    if (!('kind' in route)) continue
    assert.ok(page.text.includes(route.url), route.url)
    assert.ok(page.text.includes(route.scope), route.scope)
  }
})

scenario('the foot leads coordinators to the API, and nobody else', async ({ browser }) => {
  const leads = async (key?: 'bilal' | 'ann') => {
    const page = await (await browser(key)).get('/help')
    return page.document.querySelector('footer a[href="/api"]') !== null
  }
  assert.deepEqual([await leads('bilal'), await leads('ann'), await leads()], [true, false, false])
})
