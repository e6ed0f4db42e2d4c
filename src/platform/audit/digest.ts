import { createHash, createHmac } from 'node:crypto'
import { sql } from 'kysely'

/** One line of the audit with every column as text, as it goes into its digest. */
export type SealedRow = {
  id: number
  /** Microseconds since 1970, as text: a float would lose the last ones. */
  at: string
  actor_kind: string
  person_id: string | null
  token_id: string | null
  part: string | null
  organisation_id: string | null
  roles: string
  strength: string | null
  session: string | null
  request_id: string | null
  event: string
  fields: string
  about_kinds: string
  about_ids: string
}

/** The columns of a SealedRow. Text made by the server, since PostgreSQL 15 to 18 write these types alike. */
export const sealedColumns = sql<SealedRow>`e.id, (extract(epoch from e.at) * 1000000)::bigint::text as at, e.actor_kind,
  e.person_id, e.token_id, e.part, e.organisation_id, e.roles::text as roles, e.strength, encode(e.session, 'hex') as session,
  e.request_id, e.event, e.fields::text as fields, e.about_kinds::text as about_kinds, e.about_ids::text as about_ids`

export const digestLength = 16

/** Keyed, so that whoever changes a line in the database cannot make its digest fit. */
export const digestOfRow = (key: Buffer, row: SealedRow): Buffer =>
  createHmac('sha256', key)
    .update(
      JSON.stringify([
        'row',
        row.id,
        row.at,
        row.actor_kind,
        row.person_id,
        row.token_id,
        row.part,
        row.organisation_id,
        row.roles,
        row.strength,
        row.session,
        row.request_id,
        row.event,
        row.fields,
        row.about_kinds,
        row.about_ids,
      ]),
    )
    .digest()
    .subarray(0, digestLength)

/** What a seal closes over. */
export type SealFacts = {
  readonly number: number
  readonly entries: string
  readonly entryCount: number
  readonly rowDigests: Buffer
  readonly top: number
  readonly settledTo: number
  readonly sealedIn: string
  readonly sealedAt: Temporal.Instant
  readonly previous: Buffer
}

export const sealOf = (key: Buffer, facts: SealFacts): Buffer =>
  createHmac('sha256', key)
    .update(
      JSON.stringify([
        'seal',
        facts.number,
        facts.previous.toString('hex'),
        facts.entries,
        facts.entryCount,
        facts.top,
        facts.settledTo,
        facts.sealedIn,
        String(facts.sealedAt.epochNanoseconds / 1000n),
        createHash('sha256').update(facts.rowDigests).digest('hex'),
      ]),
    )
    .digest()

/** What the first seal follows. */
export const beginning = Buffer.alloc(32)
