import type { FastifyReply } from 'fastify'
import type { FieldError } from './forms.ts'

/** A refusal or failure as programs read it (RFC 9457). Words are ours or a Refusal's, never those of an error. */
export type Problem = {
  readonly status: number
  readonly detail?: string
  /** The short name of a refusal, for programs to decide by; the sentence may be put better one day. */
  readonly code?: string
  readonly field?: string | null
  readonly errors?: readonly FieldError[]
  /** The request's id: leads the one who mends a fault to its line in the log. */
  readonly reference?: string
}

const titles: Readonly<Record<number, string>> = {
  400: 'The request could not be read',
  401: 'Send a token that is in force',
  403: 'This token may not do that',
  404: 'Not found',
  405: 'This address does not take that method',
  409: 'Already under way',
  413: 'The body is too large',
  415: 'Send the body as application/json',
  422: 'Not accepted',
  429: 'Too many requests in a short time',
  500: 'Something went wrong on our side',
  503: 'Busy: try again',
}

export const problemTitle = (status: number): string =>
  titles[status] ?? titles[status < 500 ? 400 : 500] ?? ''

export const sendProblem = (reply: FastifyReply, { status, ...more }: Problem): FastifyReply =>
  reply
    .status(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title: problemTitle(status), status, ...more })
