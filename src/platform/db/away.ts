// PostgreSQL gone or shutting down (class 08 and 57P), and Node's own words for no connection.
const codes = /^(08\w{3}|57P0\d|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT)$/

/** Whether a fault means that the database cannot be reached just now, so that trying again later makes sense. */
export function databaseIsAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return (
    codes.test(code) || /connection terminated|timeout exceeded when trying to connect/i.test(error.message)
  )
}
