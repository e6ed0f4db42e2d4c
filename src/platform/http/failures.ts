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

// PostgreSQL gone or shutting down (class 08 and 57P), out of disk or memory (class 53), and Node's own words for no connection.
const unavailable = /^(08\w{3}|57P0\d|53\w{3}|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ENOSPC)$/

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

/** The error page for a status; statuses without a page of their own get the plain one. */
export function errorPage(
  status: number,
  reference: string,
  more: { sentence?: string; retryAfter?: number } = {},
): Page {
  const known: Record<number, string> = {
    400: 'The request could not be read',
    404: 'Page not found',
    413: 'The file or text is too large',
    422: 'Something needs to be put right',
    429: 'Too many requests',
    503: 'Try again in a moment',
  }
  const template = status in known ? String(status) : '500'
  return {
    template: `errors/${template}.njk`,
    title: known[status] ?? 'Something went wrong',
    status,
    data: {
      requestReference: reference,
      sentence: more.sentence ?? null,
      retryAfter: more.retryAfter ?? null,
    },
  }
}
