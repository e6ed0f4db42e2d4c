import { sql } from 'kysely'
import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { jobsEvents } from '../declarations.ts'
import { jobsIn } from '../tables.ts'

type Mended = { readonly queue: string | null }

/** Gives a failed job one more try, at once. */
export async function tryJobAgain(tx: Tx, actor: Actor, jobId: string): Promise<void> {
  const { rows } = await sql<Mended>`select jobs.try_again(${jobId}) as queue`.execute(jobsIn(tx))
  await record(tx, actor, jobsEvents.tried_again, { job: jobId, queue: foundIn(rows) })
}

/** Puts a failed job aside: it will not be tried again. */
export async function giveUpJob(tx: Tx, actor: Actor, jobId: string): Promise<void> {
  const { rows } = await sql<Mended>`select jobs.give_up(${jobId}) as queue`.execute(jobsIn(tx))
  await record(tx, actor, jobsEvents.given_up, { job: jobId, queue: foundIn(rows) })
}

function foundIn(rows: readonly Mended[]): string {
  const queue = rows[0]?.queue ?? null
  if (queue === null) throw new NotHere('no failed job of this id')
  return queue
}
