import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { nearNames } from '../rules/import/person-name.ts'
import { networkIn } from '../tables.ts'

export type PersonAlike = {
  readonly id: string
  readonly name: string
  readonly title: string | null
  readonly given: string
  readonly family: string
  readonly email: string | null
  readonly post: string | null
  readonly organisation: string | null
  readonly organisationId: string | null
  readonly inPost: boolean
}

type Starter = { readonly given: string; readonly family: string; readonly email: string | null }

/**
 * People who may be the one that is being added: the same mailbox, or a name that is near. Leavers too, since somebody who comes
 * back is the same person. Candidates share the beginning of a name, so that not everyone is compared.
 */
export async function listPeopleAlike(
  tx: Tx,
  starter: Starter,
  today: Temporal.PlainDate,
): Promise<readonly PersonAlike[]> {
  const begins = (text: string) => `${text.slice(0, 2).replaceAll(/[\\%_]/g, '')}%`
  const { rows } = await sql<PersonAlike>`
    select p.id, p.name, p.title, p.given_name as given, p.family_name as family, p.work_email as email,
      post.title as post, post.organisation, post.organisation_id as "organisationId",
      coalesce(p.left_at is null and (post.to_on is null or post.to_on >= ${today}), false) as "inPost"
    from network.person p
    left join lateral (
      select q.title, q.to_on, o.name as organisation, o.id as organisation_id from network.post q
      join network.organisation o on o.id = q.organisation_id
      where q.person_id = p.id order by coalesce(q.to_on, 'infinity') desc, q.from_on desc limit 1) post on true
    where lower(p.work_email) = lower(${starter.email ?? ''})
      or (p.family_name ilike ${begins(starter.family)} and p.given_name ilike ${begins(starter.given)})
      or (p.family_name ilike ${begins(starter.given)} and p.given_name ilike ${begins(starter.family)})
    order by p.family_name, p.given_name, p.id limit 200`.execute(networkIn(tx))
  const name = { title: null, given: starter.given, family: starter.family }
  return rows
    .filter(
      (row) =>
        (starter.email !== null && row.email?.toLowerCase() === starter.email.toLowerCase()) ||
        nearNames(name, { title: null, given: row.given, family: row.family }),
    )
    .slice(0, 6)
}
