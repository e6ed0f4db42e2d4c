import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { isRole, roles } from '#platform/auth/roles.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { queueMail } from '#platform/outbox/queue-mail.ts'
import { events } from '../declarations.ts'
import { askerOf, findRequest, listRoleRules, type RoleRequest } from '../queries/role-rules.ts'
import { decideRequest, mayDecide } from '../rules/granting.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'

/**
 * Gives or refuses a role that was asked for. Two who decide at the same moment take turns: the second is told what the first
 * said. Who asked and, when it is given, whom it is for are told by mail.
 */
export async function decideRole(
  tx: Tx,
  actor: Actor,
  input: { readonly grantId: string; readonly says: 'grant' | 'refuse' },
  now: Temporal.Instant,
): Promise<RoleRequest> {
  const seen = await findRequest(tx, input.grantId)
  const decider = await askerOf(tx, actor, londonDay(now))
  const rule = (await listRoleRules(tx)).find(({ role }) => role === seen?.role)
  if (!seen || !decider || !rule || !mayDecide(rule, decider, seen)) throw new NotHere('not theirs to decide')
  const request = await findRequest(tx, input.grantId, true)
  const decision = decideRequest(request?.state ?? 'ended', input.says)
  if (!request || !decision.ok)
    throw new Refusal(
      'decided',
      `${request?.decider ?? 'Somebody else'} was quicker: this request is ${request?.state ?? 'ended'} already. Nothing was changed by you.`,
    )
  await networkIn(tx)
    .updateTable('network.role_grant')
    .set({ state: decision.state, decided_by: decider.personId, decided_at: now })
    .where('id', '=', request.id)
    .execute()
  const event = decision.state === 'granted' ? events.role_granted : events.role_refused
  await record(tx, actor, event, { grant: request.id, person: request.personId, role: request.role })
  await tell(tx, request, decision.state, decider.personId, now)
  return request
}

async function tell(
  tx: Tx,
  request: RoleRequest,
  state: 'granted' | 'refused',
  deciderId: string,
  now: Temporal.Instant,
): Promise<void> {
  const role = isRole(request.role) ? roles[request.role].name : request.role
  const href = `/network/people/${request.personId}/access`
  if (request.requestedBy && request.requestedBy !== deciderId)
    await queueMail(
      tx,
      {
        to: { personId: request.requestedBy },
        purpose: 'network.role_decided',
        subject: `A role you asked for was ${state} – Holdfast`,
        notice: {
          heading: `The role was ${state}`,
          paragraphs: [`You asked for the role ${role} for ${request.person}.`],
          action: { label: 'See their roles', href },
          why: 'You get this because you asked for a role in Holdfast.',
        },
      },
      now,
    )
  if (state === 'granted')
    await queueMail(
      tx,
      {
        to: { personId: request.personId },
        purpose: 'network.role_given',
        subject: 'You have a new role in Holdfast',
        notice: {
          heading: `You are now: ${role}`,
          paragraphs: [
            'What you can see and do in Holdfast has grown. If you did not expect this, tell your coordinator.',
          ],
          action: { label: 'See your roles', href },
          why: 'You get this because a role in Holdfast was given to you.',
        },
      },
      now,
    )
}
