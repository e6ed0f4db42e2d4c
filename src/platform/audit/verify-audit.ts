import { sql } from 'kysely'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import { checkSeals } from './check-seals.ts'
import type { Walk } from './check-seals.ts'
import { compareFile, markFile } from './compare-file.ts'
import type { FileMark } from './compare-file.ts'
import { gatherFindings } from './findings.ts'
import type { Finding, Gathering } from './findings.ts'
import { formatRanges } from './ranges.ts'
import type { SealKeeping } from './seal-file.ts'
import { auditTables } from './tables.ts'

export type Unsealed = {
  readonly count: number
  /** The first hundred stretches of them. */
  readonly ranges: readonly { readonly first: number; readonly last: number }[]
  readonly oldestAt: Temporal.Instant | null
}

export type Verification = {
  readonly intact: boolean
  readonly lines: number
  readonly seals: number
  readonly newest: {
    readonly number: number
    readonly seal: string
    readonly sealedAt: Temporal.Instant
  } | null
  /** The first thousand; `findingsCount` counts them all, each line and seal by itself. */
  readonly findings: readonly Finding[]
  readonly findingsCount: number
  readonly unsealed: Unsealed
  /** Where a copy of the database was put back and somebody said so; `lost` seals from after that copy are gone. */
  readonly continued: readonly { readonly after: number; readonly lost: number; readonly at: string }[]
}

type Options = {
  readonly onFinding?: (finding: Finding) => void
  readonly onProgress?: (lines: number, total: number) => Promise<void> | void
  /** A seal that was mailed to the witness. */
  readonly witness?: { readonly number: number; readonly seal: string }
  /** How long after sealing a seal may still be on its way to the file. */
  readonly graceSeconds?: number
}

/**
 * Checks the whole audit against its seals, as of one moment: sealing and writing go on meanwhile. Names every sealed line that
 * differs, is gone or was put in, every seal that is broken or gone, a tail that was cut off, and a file of seals that was
 * changed; and says which lines are not sealed yet.
 */
export async function verifyAudit(
  db: Database,
  keeping: SealKeeping,
  options: Options = {},
): Promise<Verification> {
  const mark = await markFile(keeping)
  return inTransaction(
    db,
    system('audit.verify'),
    async (tx) => {
      const gathering = gatherFindings(options.onFinding ?? (() => {}))
      const total = await countSealed(tx)
      const walk = await checkSeals(tx, keeping.key, gathering, (lines) => options.onProgress?.(lines, total))
      await findInserted(tx, walk, gathering)
      const continued = await checkFile(tx, keeping, mark, walk, gathering, options.graceSeconds ?? 60)
      if (options.witness) await checkWitness(tx, options.witness, gathering)
      const unsealed = await listUnsealed(tx, walk)
      const { findings, count } = gathering.finish()
      return {
        intact: count === 0,
        lines: walk.lines,
        seals: walk.seals,
        newest: walk.newest,
        findings,
        findingsCount: count,
        unsealed,
        continued,
      }
    },
    { readOnly: true, repeatable: true },
  )
}

async function countSealed(tx: Tx): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select coalesce(sum(entry_count), 0)::bigint as total from platform.audit_seal`.execute(auditTables(tx))
  return rows[0]?.total ?? 0
}

const gapsAtATime = 5_000

/** Lines at places that were settled as empty: no transaction of Holdfast can have put them there. */
async function findInserted(tx: Tx, walk: Walk, gathering: Gathering): Promise<void> {
  // From below the first place: an inserted line may have any number, less than nothing too.
  const gaps = [{ from: Number.MIN_SAFE_INTEGER, to: 1 }, ...walk.members.gaps(1, walk.settledTo)]
  for (let start = 0; start < gaps.length; start += gapsAtATime) {
    const some = gaps.slice(start, start + gapsAtATime)
    const { rows } = await sql<{ id: number }>`
      select e.id
      from unnest(${some.map((gap) => gap.from)}::bigint[], ${some.map((gap) => gap.to - 1)}::bigint[]) as g(low, high)
      join platform.audit_entry e on e.id between g.low and g.high
      order by e.id`.execute(auditTables(tx))
    for (const { id } of rows) gathering.add('line_inserted', id)
  }
}

async function checkFile(
  tx: Tx,
  keeping: SealKeeping,
  mark: FileMark,
  walk: Walk,
  gathering: Gathering,
  graceSeconds: number,
): Promise<Verification['continued']> {
  const due = await newestDue(tx, graceSeconds)
  if (mark.kind === 'absent') {
    if (due > 0) gathering.add('file_missing', 0)
    return []
  }
  const { broken, newest, agreed, continued } = await compareFile(tx, keeping, mark.complete)
  for (const at of broken) gathering.add('file_changed', at)
  if (agreed < newest) gathering.add('tail_cut_off', agreed + 1, newest)
  else if (newest < due) gathering.add('file_behind', newest + 1, due)
  return continued
}

/** The newest seal that is old enough to stand in the file. */
async function newestDue(tx: Tx, graceSeconds: number): Promise<number> {
  const { rows } = await sql<{ number: number | null }>`
    select max(number) as number from platform.audit_seal
    where sealed_at <= now() - make_interval(secs => ${graceSeconds})`.execute(auditTables(tx))
  return rows[0]?.number ?? 0
}

async function checkWitness(
  tx: Tx,
  witness: { readonly number: number; readonly seal: string },
  gathering: Gathering,
): Promise<void> {
  const found = await auditTables(tx)
    .selectFrom('platform.audit_seal')
    .select('seal')
    .where('number', '=', witness.number)
    .executeTakeFirst()
  if (found?.seal.toString('hex') !== witness.seal.toLowerCase())
    gathering.add('witness_differs', witness.number)
}

async function listUnsealed(tx: Tx, walk: Walk): Promise<Unsealed> {
  const late = walk.members.ranges().filter((range) => range.to > walk.settledTo)
  const { rows } = await sql<{
    first: number
    last: number
    count: number
    oldest_at: Temporal.Instant
    total: number
  }>`
    with unsealed as (
      select id, at, id - row_number() over (order by id) as stretch from platform.audit_entry
      where id > ${walk.settledTo} and id > 0 and not id <@ ${formatRanges(late)}::int8multirange)
    select min(id) as first, max(id) as last, sum(count(*)) over ()::bigint as total, min(min(at)) over () as oldest_at
    from unsealed group by stretch order by 1 limit 100`.execute(auditTables(tx))
  return {
    count: rows[0]?.total ?? 0,
    ranges: rows.map(({ first, last }) => ({ first, last })),
    oldestAt: rows[0]?.oldest_at ?? null,
  }
}
