import { listAreas, listKinds, listRecipients } from '#modules/network/public.ts'
import { isRole, roles } from '#platform/auth/roles.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { EditionRow } from '../../actions/load-edition.ts'
import { findEdition } from '../edition.ts'
import { countAudience, countReached, type AudienceCount } from './audience.ts'
import { listSendings, type SendingListed } from './list-sendings.ts'

export type Colleague = { readonly personId: string; readonly name: string; readonly organisation: string }

export type SendView = {
  readonly edition: EditionRow
  readonly corrects: { readonly title: string; readonly readers: number } | null
  readonly audience: AudienceCount
  /** Why people of the network are in it, in words: each list that names something. */
  readonly groups: readonly { readonly what: string; readonly names: readonly string[] }[]
  readonly kindNames: ReadonlyMap<string, string>
  readonly sendings: readonly SendingListed[]
  /** Whom a test can go to. */
  readonly colleagues: readonly Colleague[]
}

/** Everything an officer looks at before an edition leaves, or null where there is none. */
export async function findSendView(
  tx: Tx,
  editionId: string,
  now: Temporal.Instant,
): Promise<SendView | null> {
  const edition = await findEdition(tx, editionId)
  if (!edition) return null
  const kinds = new Map((await listKinds(tx)).map(({ key, name }) => [key, name]))
  const areas = new Map(
    (await listAreas(tx, now.toZonedDateTimeISO('Europe/London').toPlainDate())).map(({ id, name }) => [
      id,
      name,
    ]),
  )
  const { audience } = edition
  const corrected = edition.corrects_edition_id && (await findEdition(tx, edition.corrects_edition_id))
  return {
    edition,
    corrects: corrected ? { title: corrected.title, readers: await countReached(tx, corrected.id) } : null,
    audience: await countAudience(tx, audience, now),
    groups: [
      { what: 'Roles', names: audience.roles.map((role) => (isRole(role) ? roles[role].name : role)) },
      {
        what: 'Kinds of organisation',
        names: audience.organisationKinds.map((kind) => kinds.get(kind) ?? kind),
      },
      { what: 'Areas', names: audience.areaIds.map((id) => areas.get(id) ?? 'an area that is no more') },
    ].filter((group) => group.names.length > 0),
    kindNames: kinds,
    sendings: await listSendings(tx, editionId),
    colleagues: await listColleagues(tx, now),
  }
}

/** Those who write and approve the bulletin: the few who may see an edition before everybody does. */
async function listColleagues(tx: Tx, now: Temporal.Instant): Promise<Colleague[]> {
  const colleagues: Colleague[] = []
  for await (const { personId, name, organisation } of listRecipients(
    tx,
    { roles: ['officer', 'approver'] },
    now,
  ))
    colleagues.push({ personId, name, organisation })
  return colleagues.toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'))
}
