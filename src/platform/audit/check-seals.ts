import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { beginning, digestLength, digestOfRow, sealOf, sealedColumns } from './digest.ts'
import type { SealedRow } from './digest.ts'
import type { Gathering } from './findings.ts'
import { idsOf, parseRanges, rangeSet } from './ranges.ts'
import type { Range, RangeSet } from './ranges.ts'
import { auditTables } from './tables.ts'

/** Seals are read a few at a time, until they cover about this many lines: what is held in memory at once. */
const linesAtATime = 5_000

/** A server's clock may be put right by a little; more than this and a time does not fit its place. */
const slackMicroseconds = 5 * 60 * 1_000_000

type Seal = {
  number: number
  entries: string
  entry_count: number
  row_digests: Buffer
  top: number
  settled_to: number
  sealed_in: string
  sealed_at: Temporal.Instant
  previous: Buffer
  seal: Buffer
}

export type Walk = {
  readonly newest: {
    readonly number: number
    readonly seal: string
    readonly sealedAt: Temporal.Instant
  } | null
  readonly settledTo: number
  readonly members: RangeSet
  readonly seals: number
  readonly lines: number
}

/**
 * Walks the chain from its first seal to its newest and holds every sealed line against its digest. Memory grows neither with
 * lines nor with seals, but for a pair of numbers a seal and the empty places between lines.
 */
export async function checkSeals(
  tx: Tx,
  key: Buffer,
  gathering: Gathering,
  progress: (lines: number) => Promise<void> | void,
): Promise<Walk> {
  const members = rangeSet()
  const marks: { top: number; latest: number }[] = []
  let before: Seal | null = null
  let latest = 0
  let [seals, lines, settledTo] = [0, 0, 0]
  for await (const group of groupsOfSeals(tx)) {
    const rows = await rowsUnder(tx, group, gathering)
    for (const seal of group) {
      const holds = checkChain(key, before, seal, gathering)
      const times = checkRows(key, seal, rows, members, marks, gathering)
      latest = Math.max(latest, times)
      marks.push({ top: seal.top, latest })
      before = seal
      seals += 1
      lines += seal.entry_count
      // What a changed seal says is settled would make honest lines look as if they had been put in.
      if (holds) settledTo = Math.max(settledTo, seal.settled_to)
    }
    await progress(lines)
  }
  const newest = before && {
    number: before.number,
    seal: before.seal.toString('hex'),
    sealedAt: before.sealed_at,
  }
  return { newest, settledTo, members, seals, lines }
}

async function* groupsOfSeals(tx: Tx): AsyncGenerator<Seal[]> {
  let after = 0
  for (;;) {
    // The running sum stands in front of the digests, which are large and are read only for the seals that are taken.
    const { rows } = await sql<Seal>`
      select s.number, s.entries::text as entries, s.entry_count, s.row_digests, s.top, s.settled_to,
             s.sealed_in::text as sealed_in, s.sealed_at, s.previous, s.seal
      from (select number, sum(entry_count) over (order by number) - entry_count as before
            from (select number, entry_count from platform.audit_seal where number > ${after} order by number limit 2000) as next) as taken
      join platform.audit_seal s using (number)
      where taken.before < ${linesAtATime}
      order by s.number`.execute(auditTables(tx))
    const last = rows.at(-1)
    if (!last) return
    after = last.number
    yield rows
  }
}

function checkChain(key: Buffer, before: Seal | null, seal: Seal, gathering: Gathering): boolean {
  const number = before?.number ?? 0
  if (seal.number > number + 1) gathering.add('seal_gone', number + 1, seal.number - 1)
  else if (!seal.previous.equals(before?.seal ?? beginning)) gathering.add('seal_unchained', seal.number)
  const made = sealOf(key, {
    number: seal.number,
    entries: seal.entries,
    entryCount: seal.entry_count,
    rowDigests: seal.row_digests,
    top: seal.top,
    settledTo: seal.settled_to,
    sealedIn: seal.sealed_in,
    sealedAt: seal.sealed_at,
    previous: seal.previous,
  })
  const holds = made.equals(seal.seal)
  if (!holds) gathering.add('seal_broken', seal.number)
  return holds
}

/** Holds the lines of one seal against it; the answer is the latest time among them. */
function checkRows(
  key: Buffer,
  seal: Seal,
  rows: ReadonlyMap<number, SealedRow>,
  members: RangeSet,
  marks: readonly { top: number; latest: number }[],
  gathering: Gathering,
): number {
  const ranges = rangesOfSeal(seal)
  for (const range of ranges) {
    for (const twice of members.add(range)) gathering.add('line_sealed_twice', twice.from, twice.to - 1)
  }
  const sealedAt = Number(seal.sealed_at.epochNanoseconds / 1000n)
  let latest = 0
  let place = 0
  for (const id of idsOf(ranges)) {
    const digest = seal.row_digests.subarray(place, place + digestLength)
    place += digestLength
    const row = rows.get(id)
    if (!row) {
      gathering.add('line_gone', id)
      continue
    }
    if (!digestOfRow(key, row).equals(digest)) {
      gathering.add('line_changed', id)
      continue
    }
    const at = Number(row.at)
    if (at > sealedAt + slackMicroseconds || at < latestBelow(marks, id) - slackMicroseconds)
      gathering.add('time_misplaced', id)
    else latest = Math.max(latest, at)
  }
  return latest
}

/** Places are taken in the order of time, so a line is no older than what was sealed when a lower place was the top. */
function latestBelow(marks: readonly { top: number; latest: number }[], id: number): number {
  let low = 0
  let high = marks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((marks[middle]?.top ?? 0) < id) low = middle + 1
    else high = middle
  }
  return marks[low - 1]?.latest ?? 0
}

/** A seal whose ranges do not fit its count was changed by hand, which its check tells; its lines then fall under no seal. */
function rangesOfSeal(seal: Seal): readonly Range[] {
  const ranges = parseRanges(seal.entries) ?? []
  const count = ranges.reduce((sum, { from, to }) => sum + to - from, 0)
  return count * digestLength === seal.row_digests.length ? ranges : []
}

async function rowsUnder(
  tx: Tx,
  group: readonly Seal[],
  gathering: Gathering,
): Promise<Map<number, SealedRow>> {
  const set = rangeSet()
  for (const seal of group) for (const range of rangesOfSeal(seal)) set.add(range)
  const lows = set.ranges().map((range) => range.from)
  const highs = set.ranges().map((range) => range.to - 1)
  const { rows } = await sql<SealedRow & { spread: string | null }>`
    select ${sealedColumns}
    from unnest(${lows}::bigint[], ${highs}::bigint[]) as r(low, high)
    join platform.audit_entry e on e.id between r.low and r.high`.execute(auditTables(tx))
  await checkSpread(tx, rows, gathering)
  return new Map(rows.map((row) => [row.id, row]))
}

/** The table by record must say what the lines say, or "who looked at this" could be emptied without touching a line. */
async function checkSpread(tx: Tx, rows: readonly SealedRow[], gathering: Gathering): Promise<void> {
  const told = new Map(
    rows.flatMap((row) => (row.about_ids === '{}' ? [] : [[row.id, inOrder(row.about_ids)] as const])),
  )
  const ids = rows.map((row) => row.id)
  if (ids.length === 0) return
  const [low, high] = ids.reduce(
    ([least, most], id) => [Math.min(least, id), Math.max(most, id)],
    [Infinity, 0],
  )
  const { rows: spread } = await sql<{ entry_id: number; records: string }>`
    select entry_id, array_agg(record_id order by record_id)::text as records from platform.audit_about
    where entry_id between ${low} and ${high} group by entry_id`.execute(auditTables(tx))
  const kept = new Map(spread.map((row) => [row.entry_id, row.records]))
  for (const id of ids.toSorted((one, other) => one - other)) {
    if (told.get(id) !== kept.get(id)) gathering.add('index_differs', id)
  }
}

const inOrder = (array: string): string =>
  `{${[...new Set(array.slice(1, -1).split(','))].toSorted().join(',')}}`
