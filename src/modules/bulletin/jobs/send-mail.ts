import { join } from 'node:path'
import { system, type Actor } from '#platform/auth/actor.ts'
import { inTransaction, type Database } from '#platform/db/database.ts'
import type { Means } from '#platform/declare/means.ts'
import type { JobContext, JobDeclaration } from '#platform/jobs/declare.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { finishRun } from '../actions/sending/finish-run.ts'
import { prepareReaders } from '../actions/sending/prepare-readers.ts'
import { nextToSend } from '../queries/sending/next-to-send.ts'
import { sendingIn } from '../tables-sending.ts'
import { keepSample } from './keep-sample.ts'
import { recoverWorkers } from './recover-workers.ts'
import { sendEditionsShape, sendTestsShape, type Nothing } from './shapes.ts'
import { runSending, usualPace, type Pace } from './run-sending.ts'

export const sendEditions = (means: Means, pace: Pace = usualPace): JobDeclaration<Nothing> => ({
  ...sendEditionsShape,
  run: (context) => sendAll(context, means, pace, 'editions'),
})

export const sendTests = (means: Means): JobDeclaration<Nothing> => ({
  ...sendTestsShape,
  run: (context) => sendAll(context, means, { ...usualPace, threads: 1 }, 'tests'),
})

/** Takes up one sending after the other while any has mails that are due. */
export async function sendAll(
  context: Pick<JobContext, 'db' | 'now' | 'signal'>,
  means: Means,
  pace: Pace,
  which: 'editions' | 'tests',
): Promise<void> {
  const { db, signal } = context
  const actor = system('bulletin')
  const began = performance.now()
  // The job was told one moment; a run that lasts for minutes goes on from it.
  const clock = () => context.now.add({ milliseconds: Math.round(performance.now() - began) })
  const folder = join(means.dataDir, 'sending')
  await recoverWorkers({ db, actor, folder }, clock())
  const seen = new Set<string>()
  for (
    let found = await find(db, actor, which, clock());
    found;
    found = await find(db, actor, which, clock())
  ) {
    signal.throwIfAborted()
    // It has been tried just now and is not through: the mail server is in trouble, or its time is over.
    if (seen.has(found.id)) return goOnLater(db, actor, which, performance.now() - began >= pace.longestMs)
    seen.add(found.id)
    const { id } = found
    const prepare = () => takeUp(db, actor, id, means, clock())
    const { server } = means.mail
    if (server) await runSending({ db, actor, means, server, folder, clock, signal, pace }, found, prepare)
    else if (await prepare()) await keepSample({ db, actor, means, clock, signal }, found)
    await inTransaction(db, actor, (tx) => finishRun(tx, actor, id, clock()))
    signal.throwIfAborted()
  }
}

const find = (db: Database, actor: Actor, which: 'editions' | 'tests', now: Temporal.Instant) =>
  inTransaction(db, actor, (tx) => nextToSend(tx, which, now))

/** Makes the list of readers where it is still to be made, and notes whether mail leaves here. False where a person was faster. */
const takeUp = (
  db: Database,
  actor: Actor,
  sendingId: string,
  means: Means,
  now: Temporal.Instant,
): Promise<boolean> =>
  inTransaction(db, actor, async (tx) => {
    await prepareReaders(tx, actor, sendingId, now)
    const taken = await sendingIn(tx)
      .updateTable('bulletin.sending')
      .set({ way: means.mail.server ? 'smtp' : 'kept' })
      .where('id', '=', sendingId)
      .where('state', '=', 'running')
      .returning('id')
      .executeTakeFirst()
    return taken !== undefined
  })

/** A run that only ran out of time asks for the next at once. One in trouble is taken up again within the minute. */
async function goOnLater(
  db: Database,
  actor: Actor,
  which: 'editions' | 'tests',
  atOnce: boolean,
): Promise<void> {
  if (!atOnce) return
  await inTransaction(db, actor, (tx) =>
    enqueue(tx, which === 'tests' ? sendTestsShape : sendEditionsShape, {}),
  )
}
