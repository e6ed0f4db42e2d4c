import pg from 'pg'

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
