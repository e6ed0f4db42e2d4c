import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '#platform/auth/actor.ts'
import { personOf } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { AuditEvent } from '#platform/declare/declarations.ts'
import { fieldProblem, isId } from './field-problem.ts'
import type { AuditValue } from './field-problem.ts'
import { auditTables } from './tables.ts'

/** Exactly the declared fields: one too few or one too many does not compile. */
export type AuditFields<F extends string> = [F] extends [never]
  ? Readonly<Record<string, never>>
  : { readonly [K in F]: AuditValue }

/** A record that the line tells of, for "who looked at this". Ids among the fields count by themselves, by the field's name. */
export type About = { readonly kind: string; readonly id: string }

export type RecordExtra = { readonly about?: readonly About[]; readonly requestId?: string }

const recorded = new WeakMap<Tx, string[]>()

/** The events this transaction has written down so far, by name; how the wrapper of a POST knows that its action spoke. */
export const recordedIn = (tx: Tx): readonly string[] => recorded.get(tx) ?? []

const code = /^[a-z][a-z0-9_]{0,39}$/

/**
 * Writes one line of the audit in the caller's transaction: it stands when the transaction does, and goes with it.
 * @throws Error where a field is missing, unknown, or holds what may not stand there; that is a fault of the caller's
 */
export async function record<F extends string>(
  tx: Tx,
  actor: Actor,
  event: AuditEvent<F>,
  fields: AuditFields<NoInfer<F>>,
  extra: RecordExtra = {},
): Promise<void> {
  assertFields(event, fields)
  const about = aboutOf(event, fields, extra.about ?? [])
  const person = actor.kind === 'person' ? actor : null
  await sql`insert into platform.audit_entry
      (actor_kind, person_id, token_id, part, organisation_id, roles, strength, session, request_id, event, fields, about_kinds, about_ids)
    values (${actor.kind}, ${personOf(actor)}, ${actor.kind === 'token' ? actor.tokenId : null},
      ${actor.kind === 'system' ? actor.part : null},
      ${actor.kind === 'person' || actor.kind === 'token' ? actor.organisationId : null},
      ${person ? person.roles.map(({ role, areaId }) => (areaId ? `${role}:${areaId}` : role)) : []},
      ${person?.strength ?? null}, ${person ? hashOfSession(person.sessionId) : null}, ${extra.requestId ?? null},
      ${event.name}, ${JSON.stringify(fields)}, ${about.map(({ kind }) => kind)}, ${about.map(({ id }) => id)})`.execute(
    auditTables(tx),
  )
  const names = recorded.get(tx)
  if (names) names.push(event.name)
  else recorded.set(tx, [event.name])
}

/** Sixteen bytes are enough to tell two sessions apart and too few facts to open one. */
export const hashOfSession = (sessionId: string): Buffer =>
  createHash('sha256').update(`audit session ${sessionId}`).digest().subarray(0, 16)

function aboutOf(event: AuditEvent, fields: object, named: readonly About[]): About[] {
  for (const { kind, id } of named) {
    if (!isId(id) || !code.test(kind))
      throw new Error(`${event.name} names what it is about by something else than a kind and an id`)
  }
  const told = Object.entries(fields).flatMap(([kind, value]) =>
    (Array.isArray(value) ? value : [value]).filter(isId).map((id) => ({ kind, id })),
  )
  return [...new Map([...told, ...named].map((about) => [about.id.toLowerCase(), about])).values()]
}

function assertFields(event: AuditEvent, fields: Readonly<Record<string, AuditValue>>): void {
  for (const name of event.fields) {
    if (!Object.hasOwn(fields, name)) throw new Error(`${event.name} was recorded without its field ${name}`)
  }
  for (const [name, value] of Object.entries(fields)) {
    if (!event.fields.includes(name))
      throw new Error(`${event.name} was recorded with an unknown field ${name}`)
    const problem = fieldProblem(value)
    // The value itself is left out of the message: messages reach the log.
    if (problem) throw new Error(`the field ${name} of ${event.name} ${problem}`)
  }
}
