import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import type { OrganisationRow, PersonRow } from '../export/columns.ts'
import { networkIn } from '../tables.ts'
import { listOrganisations, type OrganisationsFilter } from './list-organisations.ts'
import { listPeopleIds, type PeopleFilter } from './list-people.ts'

type Row = Omit<PersonRow, 'from' | 'to'> & {
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate | null
}

/** The people that a filter finds as the export lists them: one line for each present post. Null is everyone. */
export async function listPeopleForExport(
  tx: Tx,
  filter: PeopleFilter | null,
  today: Temporal.PlainDate,
): Promise<PersonRow[]> {
  const ids = filter ? await listPeopleIds(tx, filter, today) : null
  const { rows } = await sql<Row>`
    select p.id as reference, p.title, p.given_name as given, p.family_name as family, p.work_email as email,
      q.title as "jobTitle", o.name as organisation, k.name as "organisationKind", a.name as area, q.phone,
      q.from_on as "from", q.to_on as "to",
      exists (select from network.role_grant g
        where g.person_id = p.id and g.role = 'champion' and g.state = 'granted' and g.from_on <= ${today}
          and (g.to_on is null or g.to_on >= ${today})) as champion
    from network.person p
    join network.post q on q.person_id = p.id
    join network.organisation o on o.id = q.organisation_id
    join network.organisation_kind k on k.key = o.kind
    left join network.area a on a.id = coalesce(q.area_id, o.area_id)
    where p.left_at is null and q.from_on <= ${today} and (q.to_on is null or q.to_on >= ${today})
      ${ids ? sql`and p.id = any(${[...ids]}::uuid[])` : sql``}
    order by p.family_name, p.given_name, p.id, q.from_on desc, q.id`.execute(networkIn(tx))
  return rows.map(({ from, to, ...row }) => ({ ...row, from: from.toString(), to: to?.toString() ?? null }))
}

/** The organisations that a filter finds as the export lists them. */
export async function listOrganisationsForExport(
  tx: Tx,
  filter: OrganisationsFilter,
  today: Temporal.PlainDate,
): Promise<OrganisationRow[]> {
  const page = { sort: 'name', order: 'ascending', offset: 0, limit: 100_000 } as const
  const rows = await listOrganisations(tx, filter, page, today)
  return rows.map(({ name, kind, area, parent }) => ({ name, kind, area, parent }))
}
