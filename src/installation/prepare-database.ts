import pg from 'pg'
import { ensureLogins } from '#platform/db/logins.ts'
import { migrate, schemaState, type Migration } from '#platform/db/migrations.ts'

export type InstallationKind = 'demo' | 'production'

/** The database cannot be used as it is; the message says what to do. */
export class DatabaseRefused extends Error {
  override name = 'DatabaseRefused'
}

const mend = 'bin/holdfast database migrate'

/**
 * Makes the connected database ready to be used, as its owner: an empty one is migrated and marked; a current one is checked;
 * any other is refused with the command that mends it, since a migration is a step to take with a backup at hand.
 * @returns whether the database was made just now
 */
export async function prepareDatabase(
  owner: pg.ClientBase,
  options: {
    database: string
    kind: InstallationKind
    secret: string
    migrations: readonly Migration[]
    now: Temporal.Instant
    log: (sentence: string) => void
  },
): Promise<{ fresh: boolean }> {
  const { rows: versions } = await owner.query<{ version: number }>(
    `select current_setting('server_version_num')::int / 10000 as version`,
  )
  const version = versions[0]?.version ?? 0
  if (version < 15)
    throw new DatabaseRefused(`This is PostgreSQL ${version}. Holdfast needs PostgreSQL 15 or later.`)

  const state = await schemaState(owner, options.migrations)
  switch (state.kind) {
    case 'empty': {
      options.log('Making the tables')
      await migrate(owner, options.migrations)
      await owner.query(
        'insert into platform.installation (kind, made_at) values ($1, $2) on conflict do nothing',
        [options.kind, options.now.toString()],
      )
      break
    }
    case 'old':
      throw new DatabaseRefused(
        `This database is older than this Holdfast: ${state.pending.length} ${state.pending.length === 1 ? 'step is' : 'steps are'} missing. Take a backup with \`bin/holdfast backup FILE\`, then run \`${mend}\`.`,
      )
    case 'newer':
      throw new DatabaseRefused(
        `This database belongs to a newer Holdfast: it has taken ${state.unknown.join(', ')}. Start that version instead.`,
      )
    case 'changed':
      throw new DatabaseRefused(
        `This database was made by other files than these: ${state.edited.join(', ')}. Use the Holdfast that made it, or restore a backup into an empty database.`,
      )
    case 'foreign':
      throw new DatabaseRefused(
        'This database holds tables that are not Holdfast’s. Give Holdfast an empty database of its own.',
      )
    case 'current':
      break
  }
  const { rows } = await owner.query<{ kind: InstallationKind }>('select kind from platform.installation')
  const kind = rows[0]?.kind
  if (kind !== options.kind)
    throw new DatabaseRefused(
      `This database is marked ${kind ?? 'as nothing'}, and HOLDFAST_ENV is ${options.kind}. A ${options.kind} Holdfast never opens it.`,
    )
  await ensureLogins(owner, options.database, options.secret)
  return { fresh: state.kind === 'empty' }
}
