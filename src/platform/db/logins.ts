import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import pg from 'pg'

/**
 * The login roles of one database. None of them owns a table; each may become only the group roles named here. The password
 * of each is derived from the installation's secret, so that nobody has to keep it.
 */
const logins = {
  app: ['holdfast_visitor', 'holdfast_person'],
  work: ['holdfast_system'],
  auth: ['holdfast_auth'],
  jobs: ['holdfast_jobs'],
} as const

export type Login = keyof typeof logins

export const loginName = (database: string, login: Login): string => `${database}_login_${login}`

export const loginPassword = (secret: string, database: string, login: Login): string =>
  createHmac('sha256', secret).update(`database login ${database} ${login}`).digest('base64url')

/** The password as PostgreSQL stores it, so that the password itself never stands in a statement or the server's log. */
function scramVerifier(password: string, salt: Buffer): string {
  const iterations = 4096
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  const storedKey = createHash('sha256').update(clientKey).digest('base64')
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}

/** Makes the login roles of the connected database where they are missing and gives them their passwords. As the owner. */
export async function ensureLogins(owner: pg.ClientBase, database: string, secret: string): Promise<void> {
  // The group roles belong to the whole server: without this the logins of another Holdfast on it could come in here. And
  // nothing of ours makes temporary tables, with which a statement could be given others than it means.
  await owner.query(`revoke connect, temporary on database ${pg.escapeIdentifier(database)} from public`)
  for (const [login, groups] of Object.entries(logins) as [Login, readonly string[]][]) {
    const role = loginName(database, login)
    const name = pg.escapeIdentifier(role)
    const password = loginPassword(secret, database, login)
    const salt = createHash('sha256').update(`salt ${password}`).digest().subarray(0, 16)
    const verifier = pg.escapeLiteral(scramVerifier(password, salt))
    const { rowCount } = await owner.query('select from pg_roles where rolname = $1', [role])
    // The auth and jobs logins inherit their one group, since Better Auth and pg-boss do not take a role by themselves.
    const inherit = login === 'app' || login === 'work' ? 'noinherit' : 'inherit'
    if (rowCount === 0) await owner.query(`create role ${name} login ${inherit}`)
    await owner.query(`alter role ${name} password ${verifier}`)
    // Only these: one that an earlier release granted is taken back.
    const others = [...new Set<string>(Object.values(logins).flat())].filter(
      (group) => !groups.some((one) => one === group),
    )
    for (const group of others) await owner.query(`revoke ${pg.escapeIdentifier(group)} from ${name}`)
    for (const group of groups) await owner.query(`grant ${pg.escapeIdentifier(group)} to ${name}`)
    await owner.query(`grant connect on database ${pg.escapeIdentifier(database)} to ${name}`)
    // A statement that takes longer than this has gone wrong; reports that need more say so in their own transaction.
    await owner.query(
      `alter role ${name} in database ${pg.escapeIdentifier(database)} set statement_timeout = '30s'`,
    )
    await owner.query(
      `alter role ${name} in database ${pg.escapeIdentifier(database)} set idle_in_transaction_session_timeout = '60s'`,
    )
  }
}
