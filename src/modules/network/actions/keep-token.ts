import { createHash, randomBytes } from 'node:crypto'
import { record } from '#platform/audit/record.ts'
import { personOf, type Actor } from '#platform/auth/actor.ts'
import { system } from '#platform/auth/actor.ts'
import { inTransaction, type Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { sql } from 'kysely'
import { events } from '../declarations.ts'
import { listCoordinated, mustKeep } from '../queries/keeps.ts'
import { listOrganisationsOf } from '../queries/role-rules.ts'
import { londonDay } from '../rules/london-day.ts'
import { expiryProblem, isScope } from '../rules/token.ts'
import { networkIn } from '../tables.ts'

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

export type NewToken = {
  readonly organisationId: string
  readonly name: string
  readonly responsibleId: string
  readonly scopes: readonly string[]
  readonly expiresOn: Temporal.PlainDate
}

/** Makes a token and gives it, once: only its hash is kept. The person named answers for what is done with it. */
export async function makeToken(
  tx: Tx,
  actor: Actor,
  input: NewToken,
  now: Temporal.Instant,
): Promise<{ readonly token: string; readonly name: string }> {
  const today = londonDay(now)
  const me = personOf(actor)
  const coordinated = me ? await listCoordinated(tx, me, today) : []
  if (!coordinated.some(({ id }) => id === input.organisationId)) throw new NotHere('not their organisation')
  const works = await listOrganisationsOf(tx, input.responsibleId, today)
  if (!works.some(({ id }) => id === input.organisationId))
    throw new Refusal('not_here', 'Choose somebody who is in post in this organisation', 'responsibleId')
  const wrong = input.scopes.length === 0 || !input.scopes.every(isScope)
  if (wrong) throw new Refusal('no_scope', 'Choose what the token may do', 'scopes')
  const problem = expiryProblem(input.expiresOn, today)
  if (problem)
    throw new Refusal(
      problem,
      problem === 'past' ? 'Enter a last day that is not over' : 'Enter a last day within a year',
      'expiresOn',
    )
  const token = `hf_${randomBytes(32).toString('base64url')}`
  const id = crypto.randomUUID()
  await networkIn(tx)
    .insertInto('network.api_token')
    .values({
      id,
      organisation_id: input.organisationId,
      name: input.name,
      hash: hashOf(token),
      begins: token.slice(0, 8),
      responsible_id: input.responsibleId,
      scopes: [...input.scopes],
      made_by: me,
      made_at: now,
      expires_on: input.expiresOn,
    })
    .execute()
  await record(tx, actor, events.token_made, {
    token: id,
    organisation: input.organisationId,
    person: input.responsibleId,
  })
  return { token, name: input.name }
}

/** Ends a token at once. */
export async function endToken(
  tx: Tx,
  actor: Actor,
  input: { readonly organisationId: string; readonly tokenId: string },
  now: Temporal.Instant,
): Promise<void> {
  await mustKeep(tx, input.organisationId)
  const ended = await networkIn(tx)
    .updateTable('network.api_token')
    .set({ ended_at: now, ended_by: personOf(actor) })
    .where('id', '=', input.tokenId)
    .where('organisation_id', '=', input.organisationId)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!ended) throw new NotHere('no such token, or ended already')
  await record(tx, actor, events.token_ended, {
    token: input.tokenId,
    organisation: input.organisationId,
  })
}

type Found = { id: string; responsible: string; organisation: string; scopes: string[]; stale: boolean }

/**
 * Whose token this is, when it is in force: not ended, not past its last day, its organisation still here and the person who
 * answers for it still in post there. When it was last used is kept to the minute.
 */
export async function tokenActor(db: Database, bearer: string, now: Temporal.Instant): Promise<Actor | null> {
  if (!bearer.startsWith('hf_')) return null
  const today = londonDay(now)
  return inTransaction(db, system('network.api_token'), async (tx) => {
    const { rows } = await sql<Found>`
      select t.id, t.responsible_id as responsible, t.organisation_id as organisation, t.scopes,
        (t.last_used_at is null or t.last_used_at < ${now.subtract({ minutes: 1 })}) as stale
      from network.api_token t
      join network.organisation o on o.id = t.organisation_id and (o.to_on is null or o.to_on >= ${today})
      join network.person p on p.id = t.responsible_id and p.left_at is null
      where t.hash = ${hashOf(bearer)} and t.ended_at is null and t.expires_on >= ${today}
        and exists (select from network.post q where q.person_id = p.id and q.organisation_id = o.id
          and q.from_on <= ${today} and (q.to_on is null or q.to_on >= ${today}))`.execute(networkIn(tx))
    const found = rows[0]
    if (!found) return null
    if (found.stale)
      await networkIn(tx)
        .updateTable('network.api_token')
        .set({ last_used_at: now })
        .where('id', '=', found.id)
        .execute()
    return {
      kind: 'token',
      tokenId: found.id,
      personId: found.responsible,
      organisationId: found.organisation,
      scopes: found.scopes,
    }
  })
}
