/** A role's rule as it stands in the data: who may ask for it, and whose decision it is. */
export type RoleRule = {
  readonly role: string
  readonly askedBy: readonly string[]
  readonly decidedBy: readonly string[]
  readonly decision: 'second_person' | 'same_person'
  readonly opens: 'network' | 'casework'
}

type Held = { readonly role: string; readonly areaId: string | null }

/** Whoever asks or decides: the roles they hold, and the organisations whose people they keep. */
export type Asker = {
  readonly personId: string
  readonly held: readonly Held[]
  readonly coordinates: readonly string[]
}

/** Whether this person may ask for a role for somebody, in the name of an organisation or of the partnership. Never for oneself. */
export function mayAsk(
  rule: RoleRule,
  asker: Asker,
  subject: { readonly personId: string; readonly organisations: readonly string[] },
  organisationId: string | null,
): boolean {
  if (subject.personId === asker.personId) return false
  if (rule.askedBy.includes('officer') && asker.held.some(({ role }) => role === 'officer')) return true
  return (
    rule.askedBy.includes('coordinator') &&
    organisationId !== null &&
    asker.coordinates.includes(organisationId) &&
    subject.organisations.includes(organisationId)
  )
}

/**
 * Whether this person is the responsible manager for a request: they hold one of the roles that decide, for its area or for all
 * of them; they are not its subject; and where two people are needed they have not asked for it themselves.
 */
export function mayDecide(
  rule: RoleRule,
  decider: Asker,
  request: { readonly personId: string; readonly requestedBy: string | null; readonly areaId: string | null },
): boolean {
  if (request.personId === decider.personId) return false
  if (rule.decision === 'second_person' && request.requestedBy === decider.personId) return false
  return decider.held.some(
    ({ role, areaId }) => rule.decidedBy.includes(role) && (areaId === null || areaId === request.areaId),
  )
}

/** What follows from the answer of somebody who may decide. */
export function decideRequest(
  state: 'requested' | 'granted' | 'refused' | 'ended',
  says: 'grant' | 'refuse',
): { readonly ok: true; readonly state: 'granted' | 'refused' } | { readonly ok: false } {
  if (state !== 'requested') return { ok: false }
  return { ok: true, state: says === 'grant' ? 'granted' : 'refused' }
}
