import { z } from 'zod'
import type { ApiRoute } from '#platform/http/route.ts'
import { exampleOf, type JsonSchema } from './example-of.ts'
import { problemAnswers, problemSchema } from './problem-answers.ts'

export type About = {
  readonly partnership: string
  readonly contact: string
  readonly origin: string
  readonly version: string
}

/** What each scope opens, told by the routes that ask for it. */
export function scopesOf(routes: readonly ApiRoute[]): { scope: string; opens: string[] }[] {
  const scopes = [...new Set(routes.map((route) => route.scope))].toSorted()
  return scopes.map((scope) => ({
    scope,
    opens: routes.filter((route) => route.scope === scope).map((route) => route.says),
  }))
}

export const verbOf = (route: ApiRoute): string => route.method.replace('API_', '')

/**
 * The API as OpenAPI 3.1, made from the declared routes and the schemas that the server itself reads by: what it says and
 * what the server does are one thing.
 */
export function describeApi(routes: readonly ApiRoute[], about: About): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = route.url.replace(/:([A-Za-z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [verbOf(route).toLowerCase()]: operationOf(route) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Holdfast',
      version: about.version,
      summary: `For the programs of organisations that work with ${about.partnership}.`,
      description: [
        'Send a token with each request: `Authorization: Bearer hf_…`. Your organisation’s coordinator makes it.',
        'Send a fresh `Idempotency-Key` with each new change; send the same one again when no answer came.',
        'Lists come page by page: follow `next` until it is null.',
        'Errors are problem documents (RFC 9457).',
      ].join('\n\n'),
      contact: { name: about.partnership, email: about.contact },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: about.origin }],
    security: [{ token: [] }],
    tags: tagsOf(routes).map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'hf_ and 40 letters, digits, - or _',
          description: 'A token of an organisation, with the scopes its coordinator chose.',
        },
      },
      schemas: { Problem: problemSchema },
    },
  }
}

const tagOf = (route: ApiRoute): string => route.url.split('/')[3] ?? 'api'

const tagsOf = (routes: readonly ApiRoute[]): string[] => [...new Set(routes.map(tagOf))].toSorted()

function operationOf(route: ApiRoute): object {
  const reads = route.method === 'API_GET'
  const gives = schemaOf(route.gives, 'output')
  return {
    operationId: operationId(route),
    summary: route.says,
    tags: [tagOf(route)],
    security: [{ token: [route.scope] }],
    parameters: [
      ...parametersOf(route.params, 'path'),
      ...parametersOf(route.query, 'query'),
      ...(reads ? [ifNoneMatch] : [idempotencyKey]),
    ],
    ...(route.body ? { requestBody: { required: true, content: json(schemaOf(route.body, 'input')) } } : {}),
    responses: {
      200: {
        description: 'Done.',
        ...(reads ? { headers: { ETag: { schema: { type: 'string' }, description: etagSays } } } : {}),
        content: json(gives),
      },
      ...(reads ? { 304: { description: 'Nothing changed since the answer whose ETag was sent.' } } : {}),
      ...problemAnswers(reads ? 'read' : 'write', route.body !== null),
    },
  }
}

const etagSays = 'Send it as If-None-Match next time; the answer is 304 when nothing changed.'

/** `GET /api/v1/people/:personId/posts` is `get_people_by_personId_posts`. */
function operationId(route: ApiRoute): string {
  const parts = route.url.split('/').slice(3)
  return [verbOf(route).toLowerCase(), ...parts.map((part) => part.replace(/^:/, 'by_'))].join('_')
}

const json = (schema: JsonSchema): object => ({
  'application/json': { schema, examples: { plain: { value: exampleOf(schema) } } },
})

/** What cannot be told as JSON Schema, such as a check by code, is left open there; the server still checks it. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...made } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  })
  return made as JsonSchema
}

function parametersOf(schema: z.ZodType | null, place: 'path' | 'query'): object[] {
  if (!schema) return []
  const made = schemaOf(schema, 'input')
  return Object.entries(made.properties ?? {}).map(([name, inner]) => {
    const { description, ...rest } = inner as JsonSchema & { description?: string }
    // A number is sent as text and read by the server, which zod can only call "anything".
    const told = Object.keys(rest).some((key) => ['type', 'anyOf', 'enum', 'const'].includes(key))
    return {
      name,
      in: place,
      required: place === 'path' || (made.required ?? []).includes(name),
      ...(description ? { description } : {}),
      schema: told ? rest : { type: ['string', 'number'], ...rest },
    }
  })
}

const ifNoneMatch = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The ETag of the answer you have.',
  schema: { type: 'string' },
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'A fresh one for each new change, such as a UUID. The same key and body again gives the first answer and does nothing twice; kept for a week.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
  example: '0b6c7a52-8d1e-4f7a-b0c3-5e9d2f4a6b81',
}
