import type { Tx } from '#platform/db/tx.ts'
import { usualKinds } from '../rules/usual-kinds.ts'
import { networkIn } from '../tables.ts'
import { cast, emailOf } from './cast.ts'
import { areas, castOrganisationId, castOrganisations } from './places.ts'

/** Loads the areas, kinds, the cast and the organisations they work for. */
export async function loadCast(tx: Tx, now: Temporal.Instant): Promise<void> {
  const network = networkIn(tx)
  const began = Temporal.PlainDate.from('2024-09-01')
  await network
    .insertInto('network.organisation_kind')
    .values([...usualKinds])
    .execute()
  const areaRows = await network
    .insertInto('network.area')
    .values([...areas])
    .returning(['id', 'key'])
    .execute()
  const areaId = new Map(areaRows.map((area) => [area.key, area.id]))
  await network
    .insertInto('network.organisation')
    .values(
      castOrganisations.map(({ name, kind, area }) => ({
        id: castOrganisationId(name),
        name,
        kind,
        area_id: area ? (areaId.get(area) ?? null) : null,
        parent_id: null,
        from_on: began,
        to_on: null,
        changed_at: now,
      })),
    )
    .execute()
  await network
    .insertInto('network.person')
    .values(
      cast.map((one) => ({
        id: one.id,
        title: null,
        given_name: one.given,
        family_name: one.family,
        work_email: emailOf(one, one.organisation),
        added_at: now,
        changed_at: now,
      })),
    )
    .execute()
  await network
    .insertInto('network.post')
    .values(
      cast.map((one) => ({
        person_id: one.id,
        organisation_id: castOrganisationId(one.organisation),
        title: one.post,
        area_id: null,
        phone: null,
        from_on: began,
        to_on: null,
        ended_because: null,
        changed_at: now,
      })),
    )
    .execute()
  await network
    .insertInto('network.role_grant')
    .values(
      cast.flatMap((one) =>
        one.roles.map((held) => ({
          person_id: one.id,
          role: held.role,
          area_id: held.area ? (areaId.get(held.area) ?? null) : null,
          organisation_id: held.ofOrganisation ? castOrganisationId(one.organisation) : null,
          state: 'granted' as const,
          from_on: began,
          to_on: null,
          reason: null,
          requested_by: null,
          requested_at: now,
          decided_by: null,
          decided_at: null,
          ended_by: null,
          ended_at: null,
          ended_because: null,
        })),
      ),
    )
    .execute()
}
