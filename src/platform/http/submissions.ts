import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { openAs, type Tx } from '#platform/db/tx.ts'
import type { RawForm, Uploaded } from './forms.ts'
import { tokenField } from './form-token.ts'

type SubmissionTables = {
  'platform.submission': { key: string; route: string; actor: string; location: string | null }
}

/**
 * The same button pressed twice on the same page with the same answers is one submission: same page nonce, address and
 * answers give the same key. Answers mended after an error, or another form on the page, give another.
 */
export function submissionKey(
  nonce: string,
  path: string,
  form: RawForm,
  files: readonly Uploaded[],
): string {
  const hash = createHash('sha256').update(JSON.stringify([nonce, path]))
  const fields = Object.entries(form)
    .filter(([name]) => name !== tokenField)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  hash.update(JSON.stringify(fields))
  for (const file of files) hash.update(file.field).update(createHash('sha256').update(file.bytes).digest())
  const hex = hash.digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/**
 * Claims a submission in the running transaction. A second claim waits for the first to end: if that was kept, the answer is
 * where it led; if it was rolled back, this one goes on.
 */
export async function claimSubmission(
  tx: Tx,
  key: string,
  route: string,
  actor: string,
): Promise<{ already: string | null } | null> {
  const table = openAs<SubmissionTables>(tx)
  const claimed = await table
    .insertInto('platform.submission')
    .values({ key, route, actor, location: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst()
  if (claimed) return null
  const earlier = await table
    .selectFrom('platform.submission')
    .select(['route', 'actor', 'location'])
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  if (earlier.route !== route || earlier.actor !== actor) return { already: null }
  return { already: earlier.location }
}

/** Remembers where a claimed submission led, for whoever presses again. */
export async function keepLocation(tx: Tx, key: string, location: string): Promise<void> {
  await sql`update platform.submission set location = ${location} where key = ${key}`.execute(
    openAs<SubmissionTables>(tx),
  )
}
