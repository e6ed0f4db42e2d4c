import { sql } from 'kysely'
import { record } from '#platform/audit/record.ts'
import { personOf, type Actor } from '#platform/auth/actor.ts'
import { isRole, roles } from '#platform/auth/roles.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { events } from '../declarations.ts'
import { findPerson } from '../queries/find-person.ts'
import { askerOf, findRequest, listOrganisationsOf, listRoleRules } from '../queries/role-rules.ts'
import { mayAsk } from '../rules/granting.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'
import { decideRole } from './decide-role.ts'

export type Request = {
  readonly personId: string
  readonly role: string
  readonly areaId: string | null
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate | null
  readonly reason: string | null
}

/**
 * Asks for a role for somebody. Where the one who asks is also the one who decides, and the rule wants no second person, it is
 * given at once; `to_decide` where they came by a mailed link alone, which is enough to ask and not to give.
 */
export async function requestRole(
  tx: Tx,
  actor: Actor,
  request: Request,
  now: Temporal.Instant,
): Promise<'requested' | 'granted' | 'to_decide'> {
  const today = londonDay(now)
  const asker = await askerOf(tx, actor, today)
  const person = await findPerson(tx, request.personId)
  if (!asker || !person || person.leftAt) throw new NotHere('nobody to ask for')
  const rule = (await listRoleRules(tx)).find(({ role }) => role === request.role)
  const works = await listOrganisationsOf(tx, person.id, today)
  const mine = works.find(({ id }) => asker.coordinates.includes(id))
  // A coordinator's role is for one organisation: the first in which the person is in post, as the officer sees it too.
  const organisationId = mine?.id ?? (request.role === 'coordinator' ? (works[0]?.id ?? null) : null)
  const subject = { personId: person.id, organisations: works.map(({ id }) => id) }
  if (subject.personId === asker.personId)
    throw new Refusal('oneself', 'Nobody asks for a role for themselves. Ask a colleague who may.')
  if (!rule || !mayAsk(rule, asker, subject, organisationId))
    throw new Refusal('may_not_ask', 'Choose a role that you may ask for')
  if (request.to && Temporal.PlainDate.compare(request.to, request.from) < 0)
    throw new Refusal('ends_before_it_begins', 'Enter a last day that is not before the first', 'to')
  const id = crypto.randomUUID()
  const { rows } = await sql<{ id: string }>`
    insert into network.role_grant (id, person_id, role, area_id, organisation_id, state, from_on, to_on, reason, requested_by, requested_at)
    values (${id}, ${person.id}, ${request.role}, ${request.areaId}, ${organisationId}, 'requested',
      ${request.from}, ${request.to}, ${request.reason}, ${asker.personId}, ${now})
    on conflict do nothing returning id`.execute(networkIn(tx))
  if (rows.length === 0)
    throw new Refusal('has_it', 'They hold this role already, or it was asked for', 'role')
  await record(tx, actor, events.role_requested, { grant: id, person: person.id, role: request.role })
  if (rule.decision === 'same_person' && asker.held.some(({ role }) => rule.decidedBy.includes(role))) {
    if (actor.kind !== 'person' || actor.strength !== 'strong') return 'to_decide'
    await decideRole(tx, actor, { grantId: id, says: 'grant' }, now)
    return 'granted'
  }
  return 'requested'
}

/** Ends a role before its time, or takes a request back. A person may always give up a role of their own. */
export async function endRole(
  tx: Tx,
  actor: Actor,
  grantId: string,
  now: Temporal.Instant,
): Promise<{ personId: string; role: string }> {
  const found = await findRequest(tx, grantId)
  if (!found || (found.state !== 'requested' && found.state !== 'granted')) throw new NotHere('no such role')
  const { rows } = await sql<{ ends: boolean }>`
    select network.actor_ends(${found.role}, ${found.areaId}, ${found.personId}, ${found.organisationId}) as ends`.execute(
    networkIn(tx),
  )
  const me = personOf(actor)
  if (!rows[0]?.ends && me !== found.personId && me !== found.requestedBy)
    throw new NotHere('not theirs to end')
  const ended = await networkIn(tx)
    .updateTable('network.role_grant')
    .set({ state: 'ended', ended_by: me, ended_at: now, ended_because: 'ended' })
    .where('id', '=', grantId)
    .where('state', 'in', ['requested', 'granted'])
    .returning('id')
    .executeTakeFirst()
  if (!ended) throw new Refusal('ended_already', 'Somebody else ended this role already')
  await record(tx, actor, events.role_ended, { grant: grantId, person: found.personId, role: found.role })
  return { personId: found.personId, role: isRole(found.role) ? roles[found.role].name : found.role }
}
