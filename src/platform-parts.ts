import { join } from 'node:path'
import { sql } from 'kysely'
import { apiPart } from '#platform/api/part.ts'
import type { EventWords } from '#platform/audit/event-words.ts'
import { auditPart } from '#platform/audit/part.ts'
import type { SealKeeping } from '#platform/audit/seal-file.ts'
import { system } from '#platform/auth/actor.ts'
import type { Directory } from '#platform/auth/directory.ts'
import type { SignIn } from '#platform/auth/sign-in.ts'
import type { Partnership } from '#platform/config/partnership.ts'
import { keyFor } from '#platform/config/secret.ts'
import { usualRateLimit, type Settings } from '#platform/config/settings.ts'
import type { Database } from '#platform/db/database.ts'
import { inTransaction } from '#platform/db/database.ts'
import { openAs } from '#platform/db/tx.ts'
import type { ModuleDeclaration } from '#platform/declare/module.ts'
import type { PlatformPart } from '#platform/declare/platform-part.ts'
import { filesPart } from '#platform/files/part.ts'
import type { JobDeclaration } from '#platform/jobs/declare.ts'
import { jobsHealth } from '#platform/jobs/health.ts'
import { jobsPart } from '#platform/jobs/part.ts'
import { addressOf } from '#platform/mail/address.ts'
import type { MailSettings } from '#platform/mail/mail-settings.ts'
import type { MailTransport } from '#platform/mail/transport.ts'
import { outboxPart } from '#platform/outbox/part.ts'
import { queueMail } from '#platform/outbox/queue-mail.ts'
import type { HealthCheck } from '#platform/pages/around.ts'
import { pagesPart } from '#platform/pages/part.ts'
import { installationWords } from './installation/declarations.ts'
import { installationPart } from './installation/part.ts'

const version = '0.1.0'

type PartsOptions = {
  readonly settings: Settings
  readonly secret: string
  readonly dataDir: string
  readonly db: Database
  readonly modules: readonly ModuleDeclaration[]
  readonly clock: () => Temporal.Instant
  readonly demo: boolean
  readonly origin: string
  readonly directory: Directory
  readonly signIn: SignIn
  readonly partnership: Partnership
  readonly mail: MailSettings
  readonly transport: MailTransport | null
  /** Every job of the house, for the page that shows them. */
  readonly jobs: () => readonly JobDeclaration[]
}

/** How the audit is sealed on this installation: by a key made from its secret, into a folder outside the database. */
export const sealKeeping = (settings: Settings, secret: string, dataDir: string): SealKeeping => ({
  key: keyFor(secret, 'audit seal'),
  folder: settings.HOLDFAST_SEAL_DIR ?? join(dataDir, 'seals'),
})

/** The parts of the ground floor, made for one app. */
export function makeParts(options: PartsOptions): PlatformPart[] {
  const { modules, db, demo, clock, settings, directory, partnership } = options
  const witness = settings.HOLDFAST_SEAL_WITNESS
  return [
    options.signIn.part,
    auditPart({
      keeping: sealKeeping(settings, options.secret, options.dataDir),
      directory,
      words: Object.assign(
        {},
        installationWords,
        ...modules.map((module) => module.words ?? {}),
      ) as EventWords,
      ...(witness
        ? {
            sendToWitness: async (tx, { subject, text }) => {
              const to = { address: addressOf(witness) }
              await queueMail(
                tx,
                { to, purpose: 'audit.seal', subject, bodies: { text, html: null } },
                clock(),
              )
            },
          }
        : {}),
    }),
    jobsPart({ declared: options.jobs, db, clock }),
    outboxPart(
      {
        transport: options.transport,
        from: options.mail.from,
        frame: { partnership: partnership.name, origin: options.origin },
        directory,
      },
      demo,
    ),
    filesPart,
    installationPart,
    apiPart(
      modules.flatMap((module) => module.routes),
      {
        partnership: partnership.name,
        contact: partnership.contact,
        origin: options.origin,
        version,
        perMinute: settings.HOLDFAST_RATE_LIMIT ?? usualRateLimit,
      },
    ),
    pagesPart({
      demo,
      partnership,
      work: modules.flatMap((module) => (module.work ? [module.work] : [])),
      tour: modules.flatMap((module) => module.tour ?? []),
      cast: modules.flatMap((module) => module.people ?? []),
      health: healthChecks(options),
      version,
    }),
  ]
}

const healthChecks = ({ db, clock, transport }: PartsOptions): HealthCheck[] => [
  {
    name: 'database',
    check: async () => {
      await inTransaction(db, system('health'), (tx) => sql`select 1`.execute(openAs(tx)))
      return { ok: true, says: 'answers' }
    },
  },
  {
    name: 'jobs',
    check: async () => {
      const { ok, says } = await inTransaction(db, system('health'), (tx) => jobsHealth(tx, clock()))
      return { ok, says }
    },
  },
  {
    name: 'mail',
    check: async () => {
      if (!transport) return { ok: true, says: 'kept, not sent' }
      const problem = await transport.check()
      return { ok: problem === null, says: problem ?? 'can be sent' }
    },
  },
]
