import type { Role } from '#platform/auth/roles.ts'
import type { Tx } from '#platform/db/tx.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'
import { cast } from './cast.ts'
import type { DemoPerson } from './people.ts'
import { castOrganisationId } from './places.ts'

const key = (name: string): string => cast.find((one) => one.key === name)?.id ?? ''

// These have nobody who keeps their list yet: the officer sees it and acts.
const without = new Set([
  'Fenline Taxis',
  'Rainbow Room Fernshire',
  'Reedham Lane Primary School',
  'The Old Mill Surgery',
  'Fernshire Ambulance Service',
])
// The cast coordinates these.
const kept = new Set(['Fernshire Community Health Trust', 'Larkmere Academy'])

type Asked = {
  person: DemoPerson | undefined
  role: Role
  by: string
  reason: string
  daysAgo: number
  organisation: boolean
}

/** Coordinators, champions and practitioners across the county, and the requests that wait for somebody's answer. */
export async function loadRoles(
  tx: Tx,
  now: Temporal.Instant,
  people: readonly DemoPerson[],
  idOf: (name: string) => string,
): Promise<void> {
  const network = networkIn(tx)
  const today = londonDay(now)
  const granted = (person: DemoPerson, role: Role, by: string, organisation = true) => ({
    person_id: person.id,
    role,
    area_id: null,
    organisation_id: organisation ? idOf(person.organisation) : null,
    state: 'granted' as const,
    from_on: today.subtract({ days: Math.min(person.daysInPost, 400) }),
    to_on: null,
    reason: null,
    requested_by: key('erin'),
    requested_at: now.subtract({ hours: 24 * 60 }),
    decided_by: key(by),
    decided_at: now.subtract({ hours: 24 * 58 }),
    ended_by: null,
    ended_at: null,
    ended_because: null,
  })
  const coordinators = people.filter(
    ({ place, organisation }) => place === 0 && !without.has(organisation) && !kept.has(organisation),
  )
  const champions = people.filter(({ place, post }) => place === 1 || (place === 3 && post.includes('nurse')))
  const practitioners = people.filter(({ post }) => /^(Social worker|School nurse|Youth worker)$/.test(post))
  await network
    .insertInto('network.role_grant')
    .values([
      ...coordinators.map((one) => granted(one, 'coordinator', 'erin')),
      ...champions.map((one) => granted(one, 'champion', 'erin', false)),
      ...practitioners.map((one) => ({
        ...granted(one, 'practitioner', 'grace'),
        requested_by:
          coordinators.find((other) => other.organisation === one.organisation)?.id ?? key('erin'),
      })),
    ])
    .execute()
  const at = (organisation: string, place: number) =>
    people.find((one) => one.organisation === organisation && one.place === place)
  const waiting: Asked[] = [
    {
      person: at('Larkmere Academy', 2),
      role: 'champion',
      by: 'pia',
      reason: 'She leads our work on online safety and wants to do more.',
      daysAgo: 3,
      organisation: true,
    },
    {
      person: at('Fernshire Community Health Trust', 5),
      role: 'champion',
      by: 'bilal',
      reason: 'Takes over from a colleague who leaves.',
      daysAgo: 6,
      organisation: true,
    },
    {
      person: at('Fernshire Community Health Trust', 2),
      role: 'practitioner',
      by: 'bilal',
      reason: 'Makes referrals from the health visiting team.',
      daysAgo: 2,
      organisation: true,
    },
    {
      person: at('Fernshire Community Health Trust', 3),
      role: 'panel_member',
      by: 'bilal',
      reason: 'Sits on the panel for community health from next month.',
      daysAgo: 1,
      organisation: true,
    },
    {
      person: at('Fernshire Safeguarding Children Partnership', 0),
      role: 'officer',
      by: 'erin',
      reason: 'Covers for the partnership officer in the summer.',
      daysAgo: 4,
      organisation: false,
    },
  ]
  for (const { person, role, by, reason, daysAgo, organisation } of waiting) {
    if (!person) throw new Error(`nobody is there to ask ${role} for`)
    await network
      .insertInto('network.role_grant')
      .values({
        person_id: person.id,
        role,
        area_id: null,
        organisation_id: organisation ? castOrganisationId(person.organisation) : null,
        state: 'requested',
        from_on: today,
        to_on: null,
        reason,
        requested_by: key(by),
        requested_at: now.subtract({ hours: 24 * daysAgo }),
        decided_by: null,
        decided_at: null,
        ended_by: null,
        ended_at: null,
        ended_because: null,
      })
      .execute()
  }
}
