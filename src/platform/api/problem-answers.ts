import { problemTitle } from '#platform/http/problem.ts'

/** A problem document as the server sends it; the fields beyond RFC 9457's own are Holdfast's. */
export const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string', const: 'about:blank' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'A sentence for people.' },
    code: { type: 'string', description: 'The short name of a refusal, for programs.' },
    field: { type: ['string', 'null'], description: 'The field that a refusal belongs to.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
    reference: { type: 'string', description: 'Quote it when you report a fault.' },
  },
}

const says: Readonly<Record<number, string>> = {
  400: 'The query, a header or the body could not be read.',
  401: 'No token was sent, or it has ended, has run out or was never made.',
  403: 'The token does not have the scope.',
  404: 'There is no such thing, or it is not one that this token may see.',
  413: 'The body is larger than 2 MB.',
  415: 'The body was not sent as application/json.',
  422: 'The body is wrong, a rule says no, or the Idempotency-Key was used for another request.',
  429: 'Too many requests. Wait as many seconds as Retry-After says.',
  500: 'A fault on our side. Send the same request with the same key again.',
  503: 'Busy, or something else was being changed at the same moment. Wait as Retry-After says and send it again.',
}

const retryAfter = { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds to wait.' } }

/** Every way in which a request can fail, the same for all. */
export function problemAnswers(kind: 'read' | 'write', hasBody: boolean): Record<string, object> {
  const some = [400, 401, 403, 404, ...(hasBody ? [413, 415] : []), 422, 429, 500, 503]
  return Object.fromEntries(
    some.map((status) => [
      String(status),
      {
        description:
          status === 422 && kind === 'read'
            ? 'A rule says no, as to an `after` that was made up.'
            : says[status],
        ...(status === 429 || status === 503 ? { headers: retryAfter } : {}),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: { plain: { value: { type: 'about:blank', title: problemTitle(status), status } } },
          },
        },
      },
    ]),
  )
}
