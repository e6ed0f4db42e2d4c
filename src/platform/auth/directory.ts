import type { Tx } from '#platform/db/tx.ts'
import type { HeldRole } from './actor.ts'

/** A person as sign-in needs to know them. */
export type KnownPerson = {
  readonly personId: string
  readonly name: string
  readonly email: string
  readonly organisationId: string | null
  readonly organisation: string | null
  readonly roles: readonly HeldRole[]
}

/**
 * Who exists. Nobody can sign up: people exist because an organisation has them, so sign-in asks the module that keeps
 * organisations and people. Every answer is as of `now`: a leaver is nobody from the day they left.
 */
export type Directory = {
  readonly findByEmail: (tx: Tx, email: string, now: Temporal.Instant) => Promise<KnownPerson | null>
  readonly findById: (tx: Tx, personId: string, now: Temporal.Instant) => Promise<KnownPerson | null>
  /** Whether an organisation is the only one a person works for: only then does that organisation's own sign-in speak for them. */
  readonly worksOnlyAt: (
    tx: Tx,
    personId: string,
    organisationId: string,
    now: Temporal.Instant,
  ) => Promise<boolean>
  /** Names of those among the ids who are or were people here, leavers too. For the audit, which shows who did what years ago. */
  readonly namesOf?: (tx: Tx, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
}
