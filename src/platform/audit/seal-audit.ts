import { sql } from 'kysely'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import { beginning, digestOfRow, sealOf, sealedColumns } from './digest.ts'
import type { SealedRow } from './digest.ts'
import { formatRanges, parseRanges, rangeSet, rangesOf } from './ranges.ts'
import { writeDownSeals } from './seal-file.ts'
import type { SealKeeping, WrittenDown } from './seal-file.ts'
import { auditTables } from './tables.ts'

/** Bounds the memory and time of one transaction: what it holds is a few megabytes. */
const mostInBatch = 5_000

export type Sealing = { readonly entries: number; readonly seals: number; readonly writtenDown: WrittenDown }

/**
 * Seals every line that is committed and not sealed yet, then writes the new seals down outside the database. Opens its own
 * transactions, one a batch. The seal's time is the database's clock, as the lines' own times are.
 */
export async function sealAudit(db: Database, keeping: SealKeeping): Promise<Sealing> {
  let entries = 0
  let seals = 0
  for (;;) {
    const sealed = await inTransaction(db, system('audit.seal'), (tx) => sealBatch(tx, keeping.key))
    entries += sealed
    if (sealed > 0) seals += 1
    if (sealed < mostInBatch) break
  }
  const writtenDown = await inTransaction(db, system('audit.seal'), async (tx) => {
    await lockSealing(tx)
    return writeDownSeals(tx, keeping)
  })
  return { entries, seals, writtenDown }
}

/** One sealer at a time, over all processes. Writers of lines never wait for it. */
export const lockSealing = async (tx: Tx): Promise<void> => {
  await sql`select pg_advisory_xact_lock(4607111909)`.execute(auditTables(tx))
}

/**
 * The order of these statements is what makes it safe; each sees what was committed when it began (read committed).
 * 1. The lock, so that the newest seal is the newest. 2. `horizon`: every transaction below it is over, so its lines are there
 * for step 3 to see. 3. The lines. 4. This transaction's own number: greater than that of every transaction that had taken a
 * place below the lines just seen, since a place is taken only by a transaction that has its number (next_audit_entry_id).
 * So once the horizon has passed a seal's own number, all places up to its top are sealed or empty for ever.
 */
async function sealBatch(tx: Tx, key: Buffer): Promise<number> {
  const tables = auditTables(tx)
  await lockSealing(tx)
  const last = await tables
    .selectFrom('platform.audit_seal')
    .select(['number', 'seal', 'top', 'settled_to'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const settledBefore = last?.settled_to ?? 0
  const settledNow = await settledBy(tx, settledBefore)
  const members = rangeSet()
  const overlapping = await tables
    .selectFrom('platform.audit_seal')
    .select('entries')
    .where('top', '>', settledBefore)
    .orderBy('number')
    .execute()
  for (const { entries } of overlapping) for (const range of parseRanges(entries) ?? []) members.add(range)
  const { rows } = await sql<SealedRow>`select ${sealedColumns} from platform.audit_entry e
    where e.id > ${settledBefore} and not e.id <@ ${formatRanges(members.ranges())}::int8multirange
    order by e.id limit ${mostInBatch}`.execute(tables)
  const newest = rows.at(-1)
  if (!newest) return 0
  const own = await sql<{ sealed_in: string; sealed_at: Temporal.Instant }>`
    select pg_current_xact_id()::text as sealed_in, clock_timestamp() as sealed_at`.execute(tables)
  const stamp = own.rows[0]
  if (!stamp) throw new Error('the database gave no transaction number')
  const facts = {
    number: (last?.number ?? 0) + 1,
    entries: formatRanges(rangesOf(rows.map((row) => row.id))),
    entryCount: rows.length,
    rowDigests: Buffer.concat(rows.map((row) => digestOfRow(key, row))),
    top: Math.max(last?.top ?? 0, newest.id),
    // A full batch may have left lines above its last for the next one.
    settledTo: rows.length < mostInBatch ? settledNow : Math.min(settledNow, newest.id),
    sealedIn: stamp.sealed_in,
    sealedAt: stamp.sealed_at,
    previous: last?.seal ?? beginning,
  }
  await tables
    .insertInto('platform.audit_seal')
    .values({
      number: facts.number,
      entries: facts.entries,
      entry_count: facts.entryCount,
      row_digests: facts.rowDigests,
      top: facts.top,
      settled_to: facts.settledTo,
      sealed_in: facts.sealedIn,
      sealed_at: facts.sealedAt,
      previous: facts.previous,
      seal: sealOf(key, facts),
    })
    .execute()
  return rows.length
}

/** The top of the newest seal that every transaction of its time has ended since; never below what was settled before. */
async function settledBy(tx: Tx, before: number): Promise<number> {
  const found = await sql<{ top: number }>`
    with now as (select pg_snapshot_xmin(pg_current_snapshot()) as horizon)
    select s.top from platform.audit_seal s, now where s.sealed_in <= now.horizon order by s.number desc limit 1`.execute(
    auditTables(tx),
  )
  return Math.max(before, found.rows[0]?.top ?? 0)
}
