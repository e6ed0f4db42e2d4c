import path from 'node:path'

/**
 * What is kept of an error that ended a job: its class, a code where it has one, and the places in the code, of it and of its
 * causes. Never its message, nor the values PostgreSQL puts in "detail": both may hold a name or an address.
 */
export type Fault = {
  readonly fault: string
  readonly code: string | null
  readonly at: readonly string[]
  readonly cause?: Fault
}

const root = path.resolve(import.meta.dirname, '../../..')

export function faultOf(error: unknown, depth = 0): Fault {
  if (!(error instanceof Error)) return { fault: 'NotAnError', code: null, at: [] }
  const cause = error.cause !== undefined && depth < 3 ? { cause: faultOf(error.cause, depth + 1) } : {}
  return { fault: nameOf(error), code: codeOf(error), at: placesOf(error), ...cause }
}

function nameOf(error: Error): string {
  const name = error.constructor.name === 'Error' ? error.name : error.constructor.name
  return /^\w{1,60}$/.test(name) ? name : 'Error'
}

/** SQLSTATE, errno names and our own refusal codes look like this; a sentence does not. */
function codeOf(error: Error): string | null {
  const code = 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[\w.-]{1,40}$/.test(code) ? code : null
}

/** Only the lines of the stack that name a place. The message, which may run over several lines, stands before them. */
function placesOf(error: Error): string[] {
  const message = error.message
  const stack = error.stack ?? ''
  const from = message === '' ? 0 : stack.indexOf(message) + message.length
  return stack
    .slice(Math.max(0, from))
    .split('\n')
    .map((line) => /^\s+at (?:(.{0,80}) \()?(?:file:\/\/)?([^()]+:\d+:\d+)\)?$/.exec(line))
    .filter((match) => match !== null)
    .slice(0, 8)
    .map(([, inside, place = '']) => `${inside ? `${inside} ` : ''}${place.replace(root + path.sep, '')}`)
}
