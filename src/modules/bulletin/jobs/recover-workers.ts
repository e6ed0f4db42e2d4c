import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Actor } from '#platform/auth/actor.ts'
import { inTransaction, type Database } from '#platform/db/database.ts'
import { closeRecovery, recoverJournals } from '#platform/mail/bulk/read-journal.ts'
import { keepResults } from '../actions/sending/keep-results.ts'
import { sendingIn } from '../tables-sending.ts'
import { goneWorker, type Worker } from './worker.ts'

export type Recovery = {
  readonly db: Database
  readonly actor: Actor
  /** Where the workers of this machine have their journals. */
  readonly folder: string
}

/**
 * Reads back what workers left behind that ended without being asked to, before anything new is claimed: what their journals
 * know is kept; of the rest they held, what was certainly never begun goes back into the queue.
 */
export async function recoverWorkers(recovery: Recovery, now: Temporal.Instant): Promise<void> {
  await mkdir(recovery.folder, { recursive: true, mode: 0o700 })
  for (const folder of await readdir(recovery.folder)) {
    const worker = goneWorker(folder)
    if (worker) await recoverWorker(recovery, worker, now)
  }
}

/** A second process that reads the same folder back at the same moment changes nothing: results are kept over claimed rows only. */
async function recoverWorker(recovery: Recovery, worker: Worker, now: Temporal.Instant): Promise<void> {
  const { db, actor } = recovery
  const { id, sendingId } = worker
  const journals = join(recovery.folder, worker.folder)
  const { whole } = await recoverJournals(journals, (_batch, results) =>
    inTransaction(db, actor, (tx) => keepResults(tx, results, { worker: id, sendingId }, now)),
  )
  await inTransaction(db, actor, async (tx) => {
    await sendingIn(tx)
      .updateTable('bulletin.delivery')
      .set(
        whole
          ? { state: 'queued' }
          : {
              state: 'in_doubt',
              answer: 'The machine went down while this was being sent.',
              changed_at: now,
            },
      )
      .where('sending_id', '=', sendingId)
      .where('worker', '=', id)
      .where('state', '=', 'claimed')
      .execute()
    await sendingIn(tx).deleteFrom('bulletin.sending_worker').where('id', '=', id).execute()
  })
  await closeRecovery(journals)
  await rm(journals, { recursive: true, force: true })
}
