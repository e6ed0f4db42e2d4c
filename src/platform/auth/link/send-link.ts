import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { record } from '#platform/audit/record.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import { declareJob, type JobDeclaration } from '#platform/jobs/declare.ts'
import { queueMail } from '#platform/outbox/queue-mail.ts'
import { system } from '../actor.ts'
import { linkMinutes } from '../better-auth.ts'
import type { Desk } from '../desk.ts'
import { authEvents } from '../events.ts'
import { homePath } from '../own-path.ts'
import { enterPerson, opaqueAddress } from '../session/arrive.ts'
import { authIn } from '../tables.ts'

export type SendLinkJob = JobDeclaration<{ request: string }>

const part = system('auth.send_link')

/**
 * Sends the link that was asked for, if the address belongs to somebody whom an organisation has. Better Auth makes the link on
 * its own connection between two transactions of ours; a job that dies there leaves a link that nobody was sent, and runs again.
 */
export const sendLinkJob = (desk: Desk): SendLinkJob =>
  declareJob({
    name: 'auth.send_link',
    says: 'Looks up who asked to sign in and mails them their link.',
    data: z.object({ request: z.uuid() }),
    retries: 5,
    run: async ({ db, now }, { request }) => {
      const personId = await inTransaction(db, part, (tx) => whoAsked(tx, desk, request, now))
      if (!personId) return
      const token = await makeLink(desk, personId)
      await inTransaction(db, part, (tx) => handOver(tx, { request, personId, token }, now))
    },
  })

async function whoAsked(tx: Tx, desk: Desk, request: string, now: Temporal.Instant): Promise<string | null> {
  const asked = await authIn(tx)
    .selectFrom('platform.link_request')
    .select('email')
    .where('id', '=', request)
    .executeTakeFirst()
  if (!asked) return null
  const person = await desk.directory.findByEmail(tx, asked.email, now)
  if (person) {
    await enterPerson(tx, person.personId)
    return person.personId
  }
  await authIn(tx).deleteFrom('platform.link_request').where('id', '=', request).execute()
  await record(tx, part, authEvents.link_not_sent, { reason: 'unknown' })
  return null
}

async function makeLink(desk: Desk, personId: string): Promise<string> {
  let made: string | null = null
  const hand = (token: string) => {
    made = token
  }
  await desk.auth.api.signInMagicLink({
    body: { email: opaqueAddress(personId), metadata: { hand } },
    headers: new Headers(),
  })
  if (made === null) throw new Error('no link was made')
  return made
}

type Made = { request: string; personId: string; token: string }

async function handOver(tx: Tx, made: Made, now: Temporal.Instant): Promise<void> {
  const asked = await authIn(tx)
    .deleteFrom('platform.link_request')
    .where('id', '=', made.request)
    .returning('return_path')
    .executeTakeFirst()
  // Another worker was faster; its mail is on the way, and this link is known to nobody.
  if (!asked) return
  await endOlderLinks(tx, made)
  const back = asked.return_path === homePath ? '' : `?${new URLSearchParams({ return: asked.return_path })}`
  await queueMail(
    tx,
    {
      to: { personId: made.personId },
      purpose: 'auth.sign_in_link',
      subject: 'Sign in to Holdfast',
      expiresAt: now.add({ minutes: linkMinutes }),
      notice: {
        heading: 'Sign in to Holdfast',
        paragraphs: ['Open this page and press the button on it to sign in.'],
        action: { label: 'Sign in', href: `/sign-in/link/${made.token}${back}` },
        afterAction: [
          `The link works once, for ${linkMinutes} minutes, on any device. A newer link replaces it.`,
          'Do not pass this mail on: whoever uses the link signs in as you.',
        ],
        why: 'You get this because somebody, most likely you, asked to sign in with this address. If it was not you, there is nothing to do: nobody can sign in without this mail.',
      },
    },
    now,
  )
  await record(tx, part, authEvents.link_sent, { person: made.personId })
}

/** The newest link replaces older ones, in the order they were made, also where two are made at once. */
async function endOlderLinks(tx: Tx, { personId, token }: Made): Promise<void> {
  const identifier = `magic-link:${createHash('sha256').update(token).digest('base64url')}`
  await sql`delete from auth.verification older using auth.verification newest
    where newest.identifier = ${identifier}
      and older.identifier like 'magic-link:%'
      and older.value = ${JSON.stringify({ type: 'magic-link', email: opaqueAddress(personId) })}
      and (older.created_at, older.id) < (newest.created_at, newest.id)`.execute(authIn(tx))
}
