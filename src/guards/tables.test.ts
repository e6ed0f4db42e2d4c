import assert from 'node:assert/strict'
import { modules } from '#src/modules.ts'
import { onEveryEngine, scenario } from '#src/testing/scenario.ts'

type Table = {
  name: string
  kind: string | null
  secured: boolean
  forced: boolean
  policies: number
  owner: string
}

const tablesOf = `
  select n.nspname || '.' || c.relname as name,
    substring(obj_description(c.oid) from '^kind: (public|network|casework|secret)\\.') as kind,
    c.relrowsecurity as secured, c.relforcerowsecurity as forced,
    (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies, r.rolname as owner
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
  where c.relkind in ('r', 'p') and not c.relispartition
    and n.nspname not in ('pg_catalog', 'information_schema', 'auth', 'jobs')
  order by 1`

onEveryEngine('every table says what kind of data it holds', async ({ owner }) => {
  const tables = await owner<Table>(tablesOf)
  assert.ok(tables.length > 5)
  assert.deepEqual(
    tables.filter((table) => table.kind === null).map((table) => table.name),
    [],
  )
})

onEveryEngine(
  'tables of casework and secrets are behind forced row-level security with a policy',
  async ({ owner }) => {
    const open = (await owner<Table>(tablesOf)).filter(
      (table) =>
        (table.kind === 'casework' || table.kind === 'secret') &&
        !(table.secured && table.forced && table.policies > 0),
    )
    assert.deepEqual(
      open.map((table) => table.name),
      [],
    )
  },
)

onEveryEngine('row-level security is never switched on without being forced', async ({ owner }) => {
  const half = (await owner<Table>(tablesOf)).filter((table) => table.secured !== table.forced)
  assert.deepEqual(
    half.map((table) => table.name),
    [],
  )
})

scenario('every table has a rule for how long its rows are kept', async ({ owner, app }) => {
  const { parts } = await app()
  const kept = new Set([...modules, ...parts].flatMap((one) => one.keeps.map((keeping) => keeping.table)))
  const tables = (await owner<Table>(tablesOf)).map((table) => table.name)
  assert.deepEqual(
    tables.filter((name) => !kept.has(name)),
    [],
    'tables without a rule',
  )
  const known = new Set(tables)
  const gone = [...kept].filter((name) => !known.has(name) && !/^(auth|jobs)\./.test(name))
  assert.deepEqual(gone, [], 'rules for tables that are not there')
})

scenario(
  'a foreign key crosses from one module’s tables to another’s only where it is needed',
  async ({ owner }) => {
    const crossings = await owner<{ from: string; to: string; name: string }>(`
    select fn.nspname as "from", tn.nspname as "to", k.conname as name
    from pg_constraint k
    join pg_class f on f.oid = k.conrelid join pg_namespace fn on fn.oid = f.relnamespace
    join pg_class t on t.oid = k.confrelid join pg_namespace tn on tn.oid = t.relnamespace
    where k.contype = 'f' and fn.nspname <> tn.nspname`)
    const allowed = new Map(
      modules.map((module) => [module.name, new Set<string>([...module.needs, 'platform'])]),
    )
    const wrong = crossings.filter(({ from, to }) => from !== 'auth' && !allowed.get(from)?.has(to))
    assert.deepEqual(
      wrong.map(({ name, from, to }) => `${from} -> ${to} (${name})`),
      [],
    )
  },
)

scenario('nobody but the owner may create anything in the schemas of the house', async ({ owner }) => {
  const makers = await owner<{ role: string; schema: string }>(`
    select r.rolname as role, n.nspname as schema from pg_roles r cross join pg_namespace n
    where r.rolname like 'holdfast\\_%' and not r.rolsuper and n.nspname not like 'pg\\_%'
      and n.nspname not in ('jobs', 'information_schema') and has_schema_privilege(r.oid, n.oid, 'create')`)
  assert.deepEqual(makers, [])
})
