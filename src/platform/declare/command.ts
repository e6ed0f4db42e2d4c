import type { ClientConfig, PoolConfig } from 'pg'
import type { Settings } from '#platform/config/settings.ts'
import type { Login } from '#platform/db/logins.ts'
import type { Database } from '#platform/db/database.ts'
import type { Actor } from '#platform/auth/actor.ts'

export type CommandContext = {
  readonly db: Database
  readonly actor: Actor
  readonly now: Temporal.Instant
  /** Positional words after noun and verb. */
  readonly words: readonly string[]
  /** `--name value` and `--name` (true). */
  readonly options: Readonly<Record<string, string | true>>
  readonly json: boolean
  /** Prints a line for a person; with --json only `data` is printed. */
  readonly say: (line: string) => void
  readonly data: (value: unknown) => void
  readonly installation: CommandInstallation
}

/** What few commands need beside the database: the owner's way in (backup), the folder, and the key-making secret. */
export type CommandInstallation = {
  readonly dataDir: string
  readonly secret: string
  readonly settings: Settings
  readonly owner: ClientConfig
  readonly login: (login: Login) => PoolConfig
}

/** A command of `bin/holdfast NOUN VERB`. Returns the exit code: 0 done, 1 found something, 2 bad input. */
export type Command = {
  readonly noun: string
  readonly verb: string
  readonly says: string
  readonly usage: string
  /** The member of the demo's cast as whom it runs when --as is not given; absent: Holdfast itself. */
  readonly as?: string
  readonly options?: Readonly<Record<string, string>>
  readonly run: (context: CommandContext) => Promise<0 | 1 | 2>
}

/** Bad input to a command: one clear sentence, exit code 2. */
export class CommandProblem extends Error {
  override name = 'CommandProblem'
}
