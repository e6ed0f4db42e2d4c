import type { Tx } from '#platform/db/tx.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'
import { cast } from './cast.ts'
import type { DemoPerson } from './people.ts'
import { castOrganisationId, castOrganisations } from './places.ts'
import { demoOrganisations } from './organisations.ts'
import { loadRoles } from './load-roles.ts'

type IdOf = (organisation: string) => string

const idOfCast = (key: string): string => cast.find((one) => one.key === key)?.id ?? ''
const at = (now: Temporal.Instant, days: number) => now.subtract({ hours: 24 * days })

/** What is going on: who came, moved and left, whose list is confirmed and whose is late, and which roles were asked for. */
export async function loadStory(
  tx: Tx,
  now: Temporal.Instant,
  people: readonly DemoPerson[],
  idOf: IdOf,
): Promise<void> {
  await loadRoles(tx, now, people, idOf)
  await loadMovers(tx, now, people, idOf)
  await loadLeavers(tx, now, people, idOf)
  await loadStarter(tx, now)
  await loadConfirmations(tx, now, people, idOf)
  await networkIn(tx)
    .insertInto('network.private_contact')
    .values([
      {
        person_id: idOfCast('ann'),
        mobile: '07700 900142',
        email: null,
        note: 'Not on Wednesdays',
        changed_at: now,
      },
      {
        person_id: idOfCast('jo'),
        mobile: '07700 900377',
        email: 'jo.tranter@home.example',
        note: null,
        changed_at: now,
      },
    ])
    .execute()
}

/** Seven people were somewhere else before: their earlier post stands in their history. */
async function loadMovers(tx: Tx, now: Temporal.Instant, people: readonly DemoPerson[], idOf: IdOf) {
  const today = londonDay(now)
  const movers = people.filter((person, index) => index % 53 === 20 && person.daysInPost < 1200)
  await networkIn(tx)
    .insertInto('network.post')
    .values(
      movers.map((person, index) => ({
        person_id: person.id,
        organisation_id: idOf(demoOrganisations[(index * 7 + 3) % demoOrganisations.length]?.name ?? ''),
        title: 'Family support worker',
        area_id: null,
        phone: null,
        from_on: today.subtract({ days: person.daysInPost + 700 }),
        to_on: today.subtract({ days: person.daysInPost + 1 }),
        ended_because: 'moved',
        changed_at: now,
      })),
    )
    .execute()
}

/** Some left in the last months, and three have told their last day: one of them works for the health trust. */
async function loadLeavers(tx: Tx, now: Temporal.Instant, people: readonly DemoPerson[], idOf: IdOf) {
  const network = networkIn(tx)
  const today = londonDay(now)
  const leave = async (person: DemoPerson, days: number) => {
    const last = today.add({ days })
    const gone = days < 0
    const rows = await network
      .updateTable('network.post')
      .set({ to_on: last, ended_because: 'left' })
      .where('person_id', '=', person.id)
      .where('to_on', 'is', null)
      .returning('id')
      .execute()
    const leftAt = last.add({ days: 1 }).toZonedDateTime('Europe/London').toInstant()
    await network
      .insertInto('network.leaving')
      .values({
        person_id: person.id,
        organisation_id: idOf(person.organisation),
        last_on: last,
        posts: rows.map(({ id }) => id),
        noted_by: null,
        noted_at: at(now, 30 + Math.abs(days)),
        ...(gone ? { finished_at: leftAt } : {}),
      })
      .execute()
    if (!gone) return
    await network
      .updateTable('network.role_grant')
      .set({ state: 'ended', to_on: last, ended_at: leftAt, ended_because: 'left' })
      .where('person_id', '=', person.id)
      .where('state', '=', 'granted')
      .execute()
    await network.updateTable('network.person').set({ left_at: leftAt }).where('id', '=', person.id).execute()
  }
  const gone = people.filter(
    (person, index) => index % 45 === 30 && person.place > 1 && person.daysInPost > 300,
  )
  for (const [index, person] of gone.entries()) await leave(person, -12 - index * 17)
  const trust = people.find((one) => one.organisation.includes('Community Health Trust') && one.place === 4)
  const school = people.find((one) => one.organisation === 'Larkmere Academy' && one.place === 3)
  const police = people.find((one) => one.organisation === 'Fernshire Police' && one.place === 5)
  for (const [person, days] of [
    [trust, 9],
    [school, 23],
    [police, 4],
  ] as const)
    if (person) await leave(person, days)
}

/** Somebody starts at the health trust on Monday week. */
async function loadStarter(tx: Tx, now: Temporal.Instant) {
  const network = networkIn(tx)
  const today = londonDay(now)
  const monday = today.add({ days: 15 - today.dayOfWeek })
  const { id } = await network
    .insertInto('network.person')
    .values({
      title: null,
      given_name: 'Winifred',
      family_name: 'Okafor-Lund',
      work_email: 'winifred.okaforlund@fernshirecommunityhealthtrust.example',
      added_at: now,
      changed_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await network
    .insertInto('network.post')
    .values({
      person_id: id,
      organisation_id: castOrganisationId('Fernshire Community Health Trust'),
      title: 'Specialist nurse, exploitation',
      area_id: null,
      phone: '01632 960870',
      from_on: monday,
      to_on: null,
      ended_because: null,
      changed_at: now,
    })
    .execute()
}

/** Most lists were confirmed within the year. The health trust's is due in nine days, the school's is late by five. */
async function loadConfirmations(tx: Tx, now: Temporal.Instant, people: readonly DemoPerson[], idOf: IdOf) {
  const names = [...castOrganisations, ...demoOrganisations].map(({ name }) => name)
  const days = (name: string, index: number): number | null => {
    if (name === 'Fernshire Community Health Trust') return 356
    if (name === 'Larkmere Academy') return 370
    if (index % 13 === 5) return null
    return index % 9 === 4 ? 350 + index : 20 + ((index * 41) % 310)
  }
  const confirmed = names.flatMap((name, index) => {
    const ago = days(name, index)
    if (ago === null) return []
    const first = people.find((one) => one.organisation === name && one.place === 0)
    return [
      {
        organisation_id: idOf(name),
        confirmed_by: first?.id ?? idOfCast('erin'),
        confirmed_at: at(now, ago),
        people: people.filter((one) => one.organisation === name).length,
      },
    ]
  })
  await networkIn(tx).insertInto('network.confirmation').values(confirmed).execute()
}
