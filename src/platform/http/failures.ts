import { errorPage as pageOf, type ErrorKind } from '#platform/views/errors.ts'
import type { Page } from '#platform/views/render.ts'
import { NotHere, Refusal } from './refusal.ts'
import { isBusy } from './run-post.ts'

/** The page a failure ends in. Words come from the page, never from the error, except a Refusal's own sentence. */
export type Failure = {
  readonly status: number
  readonly fault: boolean
  readonly retryAfter?: number
  readonly sentence?: string
}

// PostgreSQL gone or shutting down (class 08 and 57P), a statement cut off for its time (57014), out of disk or memory
// (class 53), and Node's own words for no connection.
const unavailable = /^(08\w{3}|57P0\d|57014|53\w{3}|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ENOSPC)$/

export function failureOf(error: unknown): Failure {
  if (error instanceof NotHere) return { status: 404, fault: false }
  if (error instanceof Refusal) return { status: 422, fault: false, sentence: error.message }
  if (isBusy(error)) return { status: 503, fault: false, retryAfter: 5 }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status >= 400 && status < 500) return { status, fault: false }
  const message = error instanceof Error ? error.message : ''
  if (
    unavailable.test(code) ||
    status === 503 ||
    /connection terminated|timeout exceeded when trying to connect/i.test(message)
  )
    return { status: 503, fault: true, retryAfter: 10 }
  return { status: 500, fault: true }
}

/** The error page for a status, in the words of platform/views/errors.ts; a Refusal's own sentence takes their place. */
export function errorPage(
  status: number,
  reference: string,
  more: { sentence?: string; retryAfter?: number } = {},
): Page {
  const kinds: Readonly<Record<number, ErrorKind>> = {
    400: 'badRequest',
    401: 'signInAgain',
    403: 'formExpired',
    404: 'notFound',
    413: 'tooLarge',
    422: 'notAccepted',
    429: 'tooMany',
    503: 'unavailable',
  }
  const kind = kinds[status] ?? (status < 500 ? 'badRequest' : 'broken')
  const page = pageOf(kind, {
    ...(status >= 500 ? { reference } : {}),
    ...(more.retryAfter === undefined ? {} : { retryAfterSeconds: more.retryAfter }),
  })
  return more.sentence === undefined ? page : { ...page, data: { ...page.data, lines: [more.sentence] } }
}
