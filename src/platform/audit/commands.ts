import { CommandProblem } from '#platform/declare/command.ts'
import type { Command, CommandContext } from '#platform/declare/command.ts'
import { inTransaction } from '#platform/db/database.ts'
import { continueSeals } from './continue-seals.ts'
import { auditEvents } from './events.ts'
import { findingSays } from './findings.ts'
import { checkedFields } from './jobs.ts'
import { record } from './record.ts'
import { sealAudit } from './seal-audit.ts'
import type { SealKeeping } from './seal-file.ts'
import { verifyAudit } from './verify-audit.ts'
import type { Verification } from './verify-audit.ts'

/** `bin/holdfast audit …`. Whoever runs them acts under their own name, and a check leaves its line in the audit. */
export const auditCommands = (keeping: SealKeeping): readonly Command[] => [
  {
    noun: 'audit',
    verb: 'verify',
    says: 'Checks every line of the audit against its seals',
    usage: 'audit verify [--witness NUMBER:SEAL] [--json]',
    options: { witness: 'A seal from the mails to the witness, which the database must have just so' },
    run: (context) => verify(context, keeping),
  },
  {
    noun: 'audit',
    verb: 'seal',
    says: 'Seals the lines that are not sealed yet, at once',
    usage: 'audit seal [--json]',
    run: async ({ db, json, data, say }) => {
      const sealing = await sealAudit(db, keeping)
      if (json) data(sealing)
      say(`${counted(sealing.entries, 'line')} sealed under ${counted(sealing.seals, 'new seal')}.`)
      if (sealing.writtenDown.kind === 'written') return 0
      say(`${sealing.writtenDown.says} Nothing more is written to the file. Run: bin/holdfast audit verify`)
      return 1
    },
  },
  {
    noun: 'audit',
    verb: 'continue',
    says: 'Says that a copy of the database was put back, so that its seals go on from where the copy ends',
    usage: 'audit continue [--json]',
    run: async ({ db, actor, now, json, data, say }) => {
      const continuing = await continueSeals(db, actor, keeping, now)
      if (json) data(continuing)
      if (continuing.kind === 'refused') say(continuing.says)
      if (continuing.kind === 'nothing_lost')
        say('The database has every seal that the file knows. Nothing was done.')
      if (continuing.kind === 'continued')
        say(
          `The seals go on after seal ${continuing.after}. ${counted(continuing.lost, 'later seal')} lost with what followed the copy.`,
        )
      return continuing.kind === 'refused' ? 1 : 0
    },
  },
]

async function verify(
  { db, actor, options, json, data, say }: CommandContext,
  keeping: SealKeeping,
): Promise<0 | 1> {
  const witness = readWitness(options.witness)
  const found = await verifyAudit(db, keeping, {
    ...(witness ? { witness } : {}),
    onFinding: (finding) => {
      if (!json) say(findingSays(finding))
    },
  })
  await inTransaction(db, actor, (tx) => record(tx, actor, auditEvents.checked, checkedFields(found)))
  if (json)
    data({
      ...found,
      findings: found.findings.map((finding) => ({ ...finding, says: findingSays(finding) })),
    })
  else for (const sentence of summary(found)) say(sentence)
  return found.intact ? 0 : 1
}

function summary(found: Verification): string[] {
  const { unsealed, newest, continued } = found
  return [
    `${counted(found.lines, 'line')} under ${counted(found.seals, 'seal')} checked.`,
    ...(newest
      ? [
          `The newest seal is ${newest.number}, made at ${newest.sealedAt.toString({ smallestUnit: 'second' })}.`,
        ]
      : []),
    ...continued.map(
      ({ after, lost, at }) =>
        `A copy of the database that ended at seal ${after} was put back (said at ${at}). ${counted(lost, 'later seal')} lost with it.`,
    ),
    unsealed.count === 0
      ? 'Every line is sealed.'
      : `${counted(unsealed.count, 'line')} not sealed yet: ${unsealed.ranges
          .map(({ first, last }) => (first === last ? String(first) : `${first} to ${last}`))
          .join(', ')}.`,
    found.intact
      ? 'Nothing was changed, removed or put in.'
      : `${counted(found.findingsCount, 'finding')}. Keep the database and the file of seals as they are.`,
  ]
}

const counted = (count: number, one: string): string =>
  `${count.toLocaleString('en-GB')} ${one}${count === 1 ? '' : 's'}`

function readWitness(text: string | true | undefined): { number: number; seal: string } | null {
  if (text === undefined) return null
  const [, number, seal] = /^(\d{1,15}):([0-9a-fA-F]{64})$/.exec(String(text)) ?? []
  if (!number || !seal)
    throw new CommandProblem(
      'Give the witness’s seal as its mail has it, like 12:4f0c… with 64 letters and digits.',
    )
  return { number: Number(number), seal }
}
