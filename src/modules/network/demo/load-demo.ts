import type { Tx } from '#platform/db/tx.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'
import { besideTheCast, demoOrganisations } from './organisations.ts'
import { demoPeople } from './people.ts'
import { castOrganisationId } from './places.ts'
import { loadStory } from './load-story.ts'

const organisationId = (number: number) => `00000000-0000-4000-8002-${String(number + 1).padStart(12, '0')}`

/** Loads the rest of Fernshire around the cast: its organisations, its people, and what is going on among them. */
export async function loadDemo(tx: Tx, now: Temporal.Instant): Promise<void> {
  const network = networkIn(tx)
  const today = londonDay(now)
  const areas = new Map(
    (await network.selectFrom('network.area').select(['id', 'key']).execute()).map(({ id, key }) => [
      key,
      id,
    ]),
  )
  const ids = new Map(demoOrganisations.map(({ name }, number) => [name, organisationId(number)]))
  const idOf = (name: string) => ids.get(name) ?? castOrganisationId(name)
  await network
    .insertInto('network.organisation')
    .values(
      demoOrganisations.map(({ name, kind, area, parent }) => ({
        id: idOf(name),
        name,
        kind,
        area_id: area ? (areas.get(area) ?? null) : null,
        parent_id: parent ? idOf(parent) : null,
        from_on: today.subtract({ years: 2 }),
        to_on: null,
        changed_at: now,
      })),
    )
    .execute()
  const people = demoPeople([
    ...demoOrganisations,
    ...Object.entries(besideTheCast).map(([name, count]) => ({ name, people: count })),
  ])
  await network
    .insertInto('network.person')
    .values(
      people.map((person) => ({
        id: person.id,
        title: person.title,
        given_name: person.given,
        family_name: person.family,
        work_email: person.email,
        signs_in: person.signsIn,
        added_at: now,
        changed_at: now,
      })),
    )
    .execute()
  await network
    .insertInto('network.post')
    .values(
      people.map((person) => ({
        person_id: person.id,
        organisation_id: idOf(person.organisation),
        title: person.post,
        area_id: null,
        phone: person.phone,
        from_on: today.subtract({ days: person.daysInPost }),
        to_on: null,
        ended_because: null,
        changed_at: now,
      })),
    )
    .execute()
  await loadStory(tx, now, people, idOf)
}
