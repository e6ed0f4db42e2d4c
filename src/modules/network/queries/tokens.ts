import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { networkIn } from '../tables.ts'

export type TokenFacts = {
  readonly id: string
  readonly name: string
  readonly begins: string
  readonly responsible: string
  readonly scopes: readonly string[]
  readonly madeAt: Temporal.Instant
  readonly maker: string | null
  readonly expiresOn: Temporal.PlainDate
  readonly lastUsedAt: Temporal.Instant | null
  readonly endedAt: Temporal.Instant | null
}

/** An organisation's tokens, as far as the policy shows them to the actor. */
export async function listTokens(tx: Tx, organisationId: string): Promise<readonly TokenFacts[]> {
  const { rows } = await sql<TokenFacts>`
    select t.id, t.name, t.begins, p.name as responsible, t.scopes, t.made_at as "madeAt", maker.name as maker,
      t.expires_on as "expiresOn", t.last_used_at as "lastUsedAt", t.ended_at as "endedAt"
    from network.api_token t
    join network.person p on p.id = t.responsible_id
    left join network.person maker on maker.id = t.made_by
    where t.organisation_id = ${organisationId}
    order by t.ended_at desc nulls first, t.made_at desc, t.id`.execute(networkIn(tx))
  return rows
}
