import { createHash } from 'node:crypto'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'

export type SavedTable = { readonly table: string; readonly columns: readonly string[] }

/**
 * Every table that holds rows, leaves of partitioned ones included, with the columns that are stored by themselves. The list
 * comes from the database, so that a table made tomorrow is in tomorrow's backup without anybody having to remember.
 */
export async function listTables(owner: pg.ClientBase): Promise<SavedTable[]> {
  const { rows } = await owner.query<{ table: string; columns: string[] }>(`
    select format('%I.%I', n.nspname, c.relname) as table,
      array_agg(format('%I', a.attname) order by a.attnum) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and c.relpersistence <> 't'
      and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
      and format('%I.%I', n.nspname, c.relname) <> 'platform.migration'
    group by 1 order by 1`)
  return rows
}

/** Identity and serial counters with the last value each gave, so that the next id after a restore is a fresh one. */
export async function listSequences(owner: pg.ClientBase): Promise<{ name: string; last: number | null }[]> {
  const { rows } = await owner.query<{ name: string; last: string | null }>(`
    select format('%I.%I', schemaname, sequencename) as name, last_value::text as last
    from pg_sequences where schemaname not like 'pg\\_%' order by 1`)
  return rows.map(({ name, last }) => ({ name, last: last === null ? null : Number(last) }))
}

/**
 * Rows read alike on every server and in every session, and in the order in which they lie, so that the same rows are the same
 * bytes. No time limit: a table may be large. Rows that a policy would hide are an error and are not left out.
 */
export async function readPlainly(owner: pg.ClientBase): Promise<void> {
  await owner.query(`set local client_encoding = 'UTF8'; set local datestyle = 'ISO, YMD'; set local timezone = 'UTC';
    set local intervalstyle = 'iso_8601'; set local extra_float_digits = 3; set local bytea_output = 'hex';
    set local statement_timeout = 0; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0;
    set local synchronize_seqscans = off; set local max_parallel_workers_per_gather = 0;
    set local row_security = off`)
}

/** Reads a whole table in the order in which it lies, piece by piece. */
export async function readTable(
  owner: pg.ClientBase,
  { table, columns }: SavedTable,
  take: (piece: Buffer) => Promise<void> | void,
): Promise<{ rows: number; sha256: string }> {
  const hash = createHash('sha256')
  const stream = owner.query(copyTo(`copy (select ${columns.join(', ')} from ${table}) to stdout`))
  for await (const piece of stream as AsyncIterable<Buffer>) {
    hash.update(piece)
    await take(piece)
  }
  return { rows: stream.rowCount, sha256: hash.digest('hex') }
}
