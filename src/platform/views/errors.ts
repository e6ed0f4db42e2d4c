import type { Link, Page } from './render.ts'

export type ErrorKind =
  | 'badRequest'
  | 'signInAgain'
  | 'formExpired'
  | 'notFound'
  | 'tooLarge'
  | 'notAccepted'
  | 'tooMany'
  | 'broken'
  | 'unavailable'

type Words = { status: number; title: string; lines: readonly string[] }

/** A page that may not be seen and a page that is not there read the same, so that nobody learns which it was. */
const words: Record<ErrorKind, Words> = {
  badRequest: {
    status: 400,
    title: 'Holdfast could not read that request',
    lines: [
      'Part of the address or of the form was not as expected. Nothing was changed.',
      'Go back and try again. If you typed the address, check it.',
    ],
  },
  signInAgain: {
    status: 401,
    title: 'Sign in again to go on',
    lines: [
      'You were signed out because nothing happened for a while, or because you signed out somewhere else.',
      'After you sign in you come back to the same page. What you had typed is kept.',
    ],
  },
  formExpired: {
    status: 403,
    title: 'This form was open for too long',
    lines: [
      'Nothing was changed. For your safety a form can only be sent from the page on which it was opened, and not too long after.',
      'Go back, load the page again and send it once more. Copy what you typed first if it is long.',
    ],
  },
  notFound: {
    status: 404,
    title: 'Page not found',
    lines: [
      'There is no page at this address, or it is not one that you can open.',
      'If you typed the address, check it. If you followed a link, ask the person who sent it to you.',
    ],
  },
  tooLarge: {
    status: 413,
    title: 'That file is too big',
    lines: [
      'Nothing was saved. The file or the text is larger than Holdfast takes in one go.',
      'Make it smaller, for example by splitting it or by saving pictures at a lower size, and try again.',
    ],
  },
  notAccepted: {
    status: 422,
    title: 'That could not be saved as it is',
    lines: [
      'Something in the form does not fit, or somebody else changed the same thing in the meantime. Nothing was changed.',
      'Go back, load the page again, check what it says now and try once more.',
    ],
  },
  tooMany: {
    status: 429,
    title: 'Too many tries in a short time',
    lines: [
      'To protect everyone, Holdfast takes only so many tries at once. Nothing is wrong with your account.',
    ],
  },
  broken: {
    status: 500,
    title: 'Something went wrong on our side',
    lines: [
      'It was not your doing. What you sent last may not have been saved, so check before you send it again.',
      'If it happens again, tell the partnership office and quote the reference below.',
    ],
  },
  unavailable: {
    status: 503,
    title: 'Holdfast is busy',
    lines: ['It could not answer in time. Nothing was changed.'],
  },
}

/**
 * The page for what went wrong. `reference` is the request's id, which leads the one who mends it to the right line of
 * the log and says nothing about the person.
 */
export function errorPage(
  kind: ErrorKind,
  options: { reference?: string; retryAfterSeconds?: number; links?: readonly Link[] } = {},
): Page {
  const { status, title, lines } = words[kind]
  return {
    template: 'error.njk',
    title,
    status,
    data: {
      lines: [...lines, ...waitLine(kind, options.retryAfterSeconds)],
      reference: options.reference ?? null,
      links: options.links ?? [],
    },
  }
}

function waitLine(kind: ErrorKind, seconds: number | undefined): string[] {
  if (kind !== 'tooMany' && kind !== 'unavailable') return []
  if (seconds === undefined || seconds <= 60) return ['Wait a minute, then try again.']
  return [`Wait ${Math.ceil(seconds / 60)} minutes, then try again.`]
}
