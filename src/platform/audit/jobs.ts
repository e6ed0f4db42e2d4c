import { z } from 'zod'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import { declareJob } from '#platform/jobs/declare.ts'
import type { JobContext, JobDeclaration } from '#platform/jobs/declare.ts'
import type { CheckJob } from './checks.ts'
import { auditEvents } from './events.ts'
import { findingSays } from './findings.ts'
import { record } from './record.ts'
import { sealAudit } from './seal-audit.ts'
import type { SealKeeping } from './seal-file.ts'
import { auditTables } from './tables.ts'
import { verifyAudit } from './verify-audit.ts'
import type { Verification } from './verify-audit.ts'
import { witnessLetter } from './witness-letter.ts'
import type { WitnessLetter } from './witness-letter.ts'

/** What a page needs to ask for a check, without the key that the check itself takes. */
export const checkJob: CheckJob = {
  name: 'audit.check',
  says: 'Checks the whole audit against its seals',
  data: z.strictObject({ check: z.uuid() }),
  retries: 3,
  expiresAfter: 3600,
}

/** `sendToWitness` queues the letter as mail in the given transaction; null where no witness is set. */
export function auditJobs(
  keeping: SealKeeping,
  sendToWitness: ((tx: Tx, letter: WitnessLetter) => Promise<void>) | null,
): readonly JobDeclaration[] {
  const seal = declareJob({
    name: 'audit.seal',
    says: 'Seals the lines of the audit that were written since the last seal',
    data: z.strictObject({}),
    retries: 0,
    single: true,
    cron: '* * * * *',
    run: async ({ db }) => {
      const { writtenDown } = await sealAudit(db, keeping)
      // Thrown, so that it stands among the failed jobs until somebody has looked.
      if (writtenDown.kind === 'disagrees') throw new Error(writtenDown.says)
    },
  })
  const check = declareJob({
    ...checkJob,
    run: (context, data: { check: string }) => runCheck(context, keeping, data.check),
  })
  const witness = declareJob({
    name: 'audit.tell_witness',
    says: 'Mails the newest seal to the witness',
    data: z.strictObject({}),
    retries: 5,
    single: true,
    cron: '10 6 * * *',
    run: async ({ db }) => {
      await inTransaction(db, system('audit.tell_witness'), async (tx) => {
        const letter = await witnessLetter(tx)
        if (letter) await sendToWitness?.(tx, letter)
      })
    },
  })
  return sendToWitness ? [seal, check, witness] : [seal, check]
}

/** Runs a check that was asked for, unless it is done already, and keeps what it found. */
async function runCheck({ db, now, signal }: JobContext, keeping: SealKeeping, id: string): Promise<void> {
  const part = system('audit.check')
  const open = await inTransaction(db, part, (tx) =>
    auditTables(tx)
      .selectFrom('platform.audit_verification')
      .select('id')
      .where('id', '=', id)
      .where('finished_at', 'is', null)
      .executeTakeFirst(),
  )
  if (!open) return
  const set = (values: {
    checked?: number
    total?: number
    finished_at?: Temporal.Instant
    result?: string
  }) =>
    inTransaction(db, part, async (tx) => {
      await auditTables(tx)
        .updateTable('platform.audit_verification')
        .set(values)
        .where('id', '=', id)
        .execute()
    })
  const found = await verifyAudit(db, keeping, {
    onProgress: async (checked, total) => {
      signal.throwIfAborted()
      await set({ checked, total })
    },
  })
  await inTransaction(db, part, (tx) => record(tx, part, auditEvents.checked, checkedFields(found)))
  await set({
    checked: found.lines,
    total: found.lines,
    finished_at: now,
    result: JSON.stringify(forKeeping(found)),
  })
}

export const checkedFields = (found: Verification) => ({
  lines: found.lines,
  seals: found.seals,
  findings: found.findingsCount,
  unsealed: found.unsealed.count,
})

const forKeeping = (found: Verification) => ({
  ...found,
  findings: found.findings.map((finding) => ({ ...finding, says: findingSays(finding) })),
})
