import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'

/** One step of the schema: SQL a person can read, whose first comment says what it does to existing rows. */
export type Migration = {
  readonly module: string
  readonly name: string
  readonly sql: string
  readonly hash: string
}

/** A folder of migrations and whose they are, in the order of the graph: what is needed comes first. */
export type MigrationFolder = { readonly module: string; readonly folder: string }

/** Reads all migrations in order: module by module, each by number. */
export async function readMigrations(folders: readonly MigrationFolder[]): Promise<Migration[]> {
  const all: Migration[] = []
  for (const { module, folder } of folders) {
    const names = (await readdir(folder).catch(() => []))
      .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
      .toSorted()
    for (const name of names) {
      const sql = await readFile(join(folder, name), 'utf8')
      all.push({ module, name, sql, hash: createHash('sha256').update(sql).digest('hex') })
    }
  }
  return all
}

/** Where a database stands beside these migrations. Only `current` may be used; only `empty` may be filled without being asked. */
export type SchemaState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'current' }
  | { readonly kind: 'old'; readonly pending: readonly string[] }
  | { readonly kind: 'newer'; readonly unknown: readonly string[] }
  | { readonly kind: 'changed'; readonly edited: readonly string[] }
  | { readonly kind: 'foreign' }

const nameOf = (migration: { module: string; name: string }) => `${migration.module}/${migration.name}`

export async function schemaState(
  owner: pg.ClientBase,
  migrations: readonly Migration[],
): Promise<SchemaState> {
  const there = await owner.query<{ ours: boolean; anything: boolean }>(
    `select to_regclass('platform.migration') is not null as ours,
            exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')) as anything`,
  )
  if (!there.rows[0]?.ours) return { kind: there.rows[0]?.anything ? 'foreign' : 'empty' }
  const { rows } = await owner.query<{ module: string; name: string; hash: string }>(
    'select module, name, hash from platform.migration',
  )
  const applied = new Map(rows.map((row) => [nameOf(row), row.hash]))
  const known = new Map(migrations.map((migration) => [nameOf(migration), migration]))
  const unknown = [...applied.keys()].filter((name) => !known.has(name))
  if (unknown.length > 0) return { kind: 'newer', unknown }
  const edited = [...applied].filter(([name, hash]) => known.get(name)?.hash !== hash).map(([name]) => name)
  if (edited.length > 0) return { kind: 'changed', edited }
  const pending = [...known.keys()].filter((name) => !applied.has(name))
  if (pending.length === 0) return { kind: 'current' }
  return applied.size === 0 ? { kind: 'empty' } : { kind: 'old', pending }
}

// Any number will do, as long as every Holdfast uses the same: two starters migrate one after the other.
const migrationLock = 4_607_111_908

/**
 * Brings the database up to date as its owner, each migration in a transaction of its own with the row that says it is done,
 * so that a killed process leaves whole steps only. Returns the names applied.
 */
export async function migrate(
  owner: pg.ClientBase,
  migrations: readonly Migration[],
  announce: (name: string) => void = () => {},
): Promise<string[]> {
  await owner.query('select pg_advisory_lock($1)', [migrationLock])
  try {
    await makeLedger(owner)
    const { rows } = await owner.query<{ module: string; name: string }>(
      'select module, name from platform.migration',
    )
    const done = new Set(rows.map(nameOf))
    const applied: string[] = []
    for (const migration of migrations) {
      if (done.has(nameOf(migration))) continue
      announce(nameOf(migration))
      await owner.query('begin')
      try {
        await takeStep(owner, migration)
        await owner.query('commit')
      } catch (cause) {
        await owner.query('rollback')
        throw new Error(`migration ${nameOf(migration)} failed; nothing of it was kept`, { cause })
      }
      applied.push(nameOf(migration))
    }
    return applied
  } finally {
    await owner.query('select pg_advisory_unlock($1)', [migrationLock])
  }
}

/**
 * Makes an empty database's tables inside the caller's own transaction, so that a restore is there whole or not at all. Waits for
 * another process that migrates, and is refused where that one left something behind.
 */
export async function migrateWithin(
  owner: pg.ClientBase,
  migrations: readonly Migration[],
): Promise<SchemaState> {
  await owner.query('select pg_advisory_xact_lock($1)', [migrationLock])
  const state = await schemaState(owner, migrations)
  if (state.kind !== 'empty') return state
  await makeLedger(owner)
  for (const migration of migrations) await takeStep(owner, migration)
  return state
}

async function makeLedger(owner: pg.ClientBase): Promise<void> {
  await owner.query(`create schema if not exists platform`)
  await owner.query(`create table if not exists platform.migration (
    module text not null, name text not null, hash text not null, applied_at timestamptz not null default now(),
    primary key (module, name))`)
  await owner.query(
    `comment on table platform.migration is 'kind: network. Which steps of the schema this database has taken.'`,
  )
}

async function takeStep(owner: pg.ClientBase, migration: Migration): Promise<void> {
  await owner.query(migration.sql)
  await owner.query('insert into platform.migration (module, name, hash) values ($1, $2, $3)', [
    migration.module,
    migration.name,
    migration.hash,
  ])
}
