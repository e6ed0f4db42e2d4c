import pg from 'pg'
import { ensureLogins } from '#platform/db/logins.ts'
import { migrate, schemaState, type Migration, type SchemaState } from '#platform/db/migrations.ts'

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

  // Web and worker processes may be started together: one prepares, the others find it done.
  await owner.query('select pg_advisory_lock($1)', [preparingLock])
  try {
    return await prepareAlone(owner, options)
  } finally {
    await owner.query('select pg_advisory_unlock($1)', [preparingLock])
  }
}

// Any number but that of the migrations, which are run inside.
const preparingLock = 4_607_111_907

type PrepareOptions = Parameters<typeof prepareDatabase>[1]

async function prepareAlone(owner: pg.ClientBase, options: PrepareOptions): Promise<{ fresh: boolean }> {
  const state = await schemaState(owner, options.migrations)
  const begun = (state.kind === 'old' || state.kind === 'current') && (await kindOf(owner)) === null
  const fresh = state.kind === 'empty' || begun
  if (fresh) {
    // A first start that was killed between two steps left nothing of anybody's: this one goes on with it.
    options.log('Making the tables')
    await migrate(owner, options.migrations)
    await markInstallation(owner, options.kind, options.now)
  } else refuseUnlessCurrent(state)
  await assertKind(owner, options.kind)
  await ensureLogins(owner, options.database, options.secret)
  return { fresh }
}

/** Says what the database is for, once and for all. */
async function markInstallation(
  owner: pg.ClientBase,
  kind: InstallationKind,
  now: Temporal.Instant,
): Promise<void> {
  await owner.query(
    'insert into platform.installation (kind, made_at) values ($1, $2) on conflict do nothing',
    [kind, now.toString()],
  )
}

async function kindOf(owner: pg.ClientBase): Promise<InstallationKind | null> {
  const there = await owner.query<{ there: boolean }>(
    `select to_regclass('platform.installation') is not null as there`,
  )
  if (!there.rows[0]?.there) return null
  const { rows } = await owner.query<{ kind: InstallationKind }>('select kind from platform.installation')
  return rows[0]?.kind ?? null
}

/** @throws DatabaseRefused where the database was made for the other kind of Holdfast */
export async function assertKind(owner: pg.ClientBase, wanted: InstallationKind): Promise<void> {
  const kind = await kindOf(owner)
  if (kind !== wanted)
    throw new DatabaseRefused(
      `This database is marked ${kind ?? 'as nothing'}, and HOLDFAST_ENV is ${wanted}. A ${wanted} Holdfast never opens it.`,
    )
}

/** @throws DatabaseRefused with the sentence that says what to do, for a database that is not as this Holdfast needs it */
export function refuseUnlessCurrent(state: SchemaState): void {
  switch (state.kind) {
    case 'current':
      return
    case 'empty':
      throw new DatabaseRefused('This database is empty. bin/start makes its tables.')
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
  }
}
