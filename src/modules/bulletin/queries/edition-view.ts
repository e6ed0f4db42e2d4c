import type { Tx } from '#platform/db/tx.ts'
import type { EditionRow } from '../actions/load-edition.ts'
import { missingFrom } from '../rules/readiness.ts'
import type { EditionView } from '../views/edition.page.ts'
import { findEdition, findPublication, listApprovalsOf, listTakenOut, nameTeller } from './edition.ts'
import { listTexts } from './freeze.ts'
import { sendingLinks } from './sending-links.ts'

/** Everything the page of an edition shows, or null where there is none. */
export async function findEditionView(tx: Tx, editionId: string): Promise<EditionView | null> {
  const edition = await findEdition(tx, editionId)
  if (!edition) return null
  const texts = await listTexts(tx, editionId)
  const approvals = await listApprovalsOf(tx, { editionId })
  return {
    edition,
    texts,
    takenOut: await listTakenOut(tx, editionId),
    approvals,
    missing: missingFrom({ ...edition, articles: texts.filter((text) => text.part === 'article') }),
    nameOf: await nameTeller(tx, [
      edition.created_by,
      ...texts.map((text) => text.changed_by),
      ...approvals.flatMap((one) => [one.asked_by, one.decided_by, one.decided_for]),
    ]),
    publication: await findPublication(tx, { editionId }),
    corrects: await correctedBy(tx, edition),
    sendingLinks: sendingLinks(edition),
  }
}

async function correctedBy(tx: Tx, edition: EditionRow): Promise<{ id: string; title: string } | null> {
  const corrected = edition.corrects_edition_id && (await findEdition(tx, edition.corrects_edition_id))
  return corrected ? { id: corrected.id, title: corrected.title } : null
}
