import pg from 'pg'
import { types } from './temporal.ts'

/** PostgreSQL's own words for a connection between transactions; pg 8.23 and later can tell. */
const idle = 'I'

type Release = pg.PoolClient['release']

/**
 * A pool whose connections cannot carry one user's role to the next: a client given back while a transaction is open is
 * destroyed, not reused. Found by trying: a client released after `begin; set_config('role', …, true)` handed both on.
 */
export function createPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    max: 10,
    // A page that cannot have a connection in ten seconds says "try again"; it does not queue for ever.
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    ...config,
    types,
  })
  pool.on('error', () => {
    // An idle connection lost its server. The pool drops it; the next query gets a new one or says why not.
  })
  pool.on('connect', (client) => {
    // The same while it is in use but between two statements: unheard, Node would end the process. The next statement fails.
    client.on('error', () => {})
    guardRelease(client)
  })
  return pool
}

/** The pool sets a fresh `release` on the client each time it hands it out; each of them is made to look before it lets go. */
function guardRelease(client: pg.PoolClient): void {
  // Not there yet: a client is announced before it is handed out for the first time.
  let letGo: Release = () => {}
  const look: Release = (error) => {
    const clean = client.getTransactionStatus() === idle
    letGo(error ?? (clean ? undefined : true))
  }
  Object.defineProperty(client, 'release', {
    get: () => look,
    set: (next: Release) => {
      letGo = next
    },
  })
}
