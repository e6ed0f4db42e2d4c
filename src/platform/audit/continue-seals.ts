import type { Actor } from '#platform/auth/actor.ts'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Database } from '#platform/db/database.ts'
import { compareFile, markFile } from './compare-file.ts'
import { auditEvents } from './events.ts'
import { record } from './record.ts'
import { lockSealing } from './seal-audit.ts'
import { writeDownContinuing, writeDownSeals } from './seal-file.ts'
import type { SealKeeping } from './seal-file.ts'

export type Continuing =
  | { readonly kind: 'nothing_lost' }
  | { readonly kind: 'continued'; readonly after: number; readonly lost: number }
  | { readonly kind: 'refused'; readonly says: string }

/**
 * Says, after a copy of the database was put back, that its seals go on where the copy ends. The file keeps the seals from
 * after the copy and says since when they no longer count; who said so is written down in the audit.
 */
export async function continueSeals(
  db: Database,
  actor: Actor,
  keeping: SealKeeping,
  now: Temporal.Instant,
): Promise<Continuing> {
  const mark = await markFile(keeping)
  if (mark.kind === 'absent') return { kind: 'nothing_lost' }
  const continuing = await inTransaction(db, system('audit.continue'), async (tx): Promise<Continuing> => {
    await lockSealing(tx)
    const { broken, newest, agreed } = await compareFile(tx, keeping, mark.complete)
    if (broken.length > 0)
      return {
        kind: 'refused',
        says: `Row ${broken[0]} of the file of seals is not as written. Keep the file as evidence.`,
      }
    if (agreed === newest) return { kind: 'nothing_lost' }
    const written = await writeDownContinuing(keeping, agreed, now)
    if (written.kind === 'disagrees') return { kind: 'refused', says: written.says }
    await writeDownSeals(tx, keeping)
    return { kind: 'continued', after: agreed, lost: newest - agreed }
  })
  if (continuing.kind === 'continued')
    await inTransaction(db, actor, (tx) =>
      record(tx, actor, auditEvents.continued, { after: continuing.after, lost: continuing.lost }),
    )
  return continuing
}
