import type { World } from '#src/testing/scenario.ts'
import { castOrganisationId } from './demo/places.ts'
import { networkIn } from './tables.ts'

export const trust = castOrganisationId('Fernshire Community Health Trust')
export const school = castOrganisationId('Larkmere Academy')
export const care = castOrganisationId('Beacon CARE Service')

type Somebody = {
  readonly given?: string
  readonly family?: string
  readonly email?: string | null
  readonly organisation?: string
  readonly post?: string
  readonly from?: string
}

/** Somebody in post at the health trust since 2025, with defaults that matter to nobody. */
export async function aPerson(
  world: World,
  somebody: Somebody = {},
): Promise<{ personId: string; postId: string }> {
  const { given = 'Cora', family = 'Quigley', organisation = trust } = somebody
  return world.bySystem(async (tx) => {
    const network = networkIn(tx)
    const now = world.now()
    const person = await network
      .insertInto('network.person')
      .values({
        title: null,
        given_name: given,
        family_name: family,
        work_email:
          somebody.email === undefined
            ? `${given}.${family}@fernshiretrust.example`.toLowerCase()
            : somebody.email,
        added_at: now,
        changed_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const post = await network
      .insertInto('network.post')
      .values({
        person_id: person.id,
        organisation_id: organisation,
        title: somebody.post ?? 'Health visitor',
        area_id: null,
        phone: null,
        from_on: Temporal.PlainDate.from(somebody.from ?? '2025-01-06'),
        to_on: null,
        ended_because: null,
        changed_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { personId: person.id, postId: post.id }
  })
}

/** A role that somebody asked for a person, waiting for its decision. */
export async function aRequest(
  world: World,
  request: {
    readonly personId: string
    readonly role: string
    readonly by: string
    readonly organisation?: string | null
  },
): Promise<string> {
  const [row] = await world.owner<{ id: string }>(
    `insert into network.role_grant (person_id, role, organisation_id, state, from_on, requested_by, requested_at)
     values ($1, $2, $3, 'requested', '2026-04-01', $4, $5) returning id`,
    [
      request.personId,
      request.role,
      request.organisation === undefined ? trust : request.organisation,
      request.by,
      world.now().toString(),
    ],
  )
  return row?.id ?? ''
}

/** The subjects of the mails that were queued to a person, or to an address. */
export async function mailsTo(world: World, to: string): Promise<string[]> {
  const rows = await world.owner<{ subject: string }>(
    `select c.subject from platform.mail m join platform.mail_content c on c.mail_id = m.id
     where m.to_person::text = $1 or c.to_address = $1 order by m.queued_at`,
    [to],
  )
  return rows.map(({ subject }) => subject)
}
