import { z } from 'zod'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import type { JobShape } from '#platform/jobs/declare.ts'
import { auditEvents } from './events.ts'
import { record } from './record.ts'
import { auditTables } from './tables.ts'

/** What a check found, as it is kept. */
const kept = z.object({
  intact: z.boolean(),
  lines: z.number(),
  seals: z.number(),
  newest: z.object({ number: z.number(), seal: z.string(), sealedAt: z.string() }).nullable(),
  findings: z.array(z.object({ says: z.string() })),
  findingsCount: z.number(),
  unsealed: z.object({ count: z.number(), oldestAt: z.string().nullable() }),
  continued: z.array(z.object({ after: z.number(), lost: z.number(), at: z.string() })),
})

export type CheckResult = z.output<typeof kept>

export type Check = {
  readonly id: string
  readonly askedBy: string
  readonly askedAt: Temporal.Instant
  readonly finishedAt: Temporal.Instant | null
  readonly checked: number
  readonly total: number | null
  readonly result: CheckResult | null
}

export type CheckJob = JobShape<{ check: string }>

/** Asks for a check of the whole audit. It runs as a job, since it reads every line; its page shows how far it is. */
export async function askCheck(tx: Tx, actor: Actor, job: CheckJob, now: Temporal.Instant): Promise<string> {
  if (actor.kind !== 'person') throw new NotHere('only a person asks for a check')
  const id = crypto.randomUUID()
  await auditTables(tx)
    .insertInto('platform.audit_verification')
    .values({ id, asked_by: actor.personId, asked_at: now, finished_at: null, total: null, result: null })
    .execute()
  await enqueue(tx, job, { check: id })
  await record(tx, actor, auditEvents.check_asked, { check: id })
  return id
}

export async function findCheck(tx: Tx, id: string): Promise<Check | null> {
  const found = await checks(tx).where('id', '=', id).executeTakeFirst()
  return found ? readCheck(found) : null
}

export async function listChecks(tx: Tx, most: number): Promise<Check[]> {
  return (await checks(tx).orderBy('asked_at', 'desc').limit(most).execute()).map(readCheck)
}

const checks = (tx: Tx) =>
  auditTables(tx)
    .selectFrom('platform.audit_verification')
    .select(['id', 'asked_by', 'asked_at', 'finished_at', 'checked', 'total', 'result'])

type Row = Awaited<ReturnType<ReturnType<typeof checks>['executeTakeFirstOrThrow']>>

const readCheck = (row: Row): Check => ({
  id: row.id,
  askedBy: row.asked_by,
  askedAt: row.asked_at,
  finishedAt: row.finished_at,
  checked: row.checked,
  total: row.total,
  result: row.result === null ? null : kept.parse(row.result),
})
