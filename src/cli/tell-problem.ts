import { CommandProblem } from '#platform/declare/command.ts'
import { SettingsProblem } from '#platform/config/settings.ts'
import { EmbeddedRefused } from '#platform/db/embedded/refused.ts'
import { BackupProblem } from '#src/installation/backup/manifest.ts'
import { DatabaseRefused } from '#src/installation/prepare-database.ts'
import { complain } from './say.ts'

/** What a person can mend is told in a sentence; anything else is a fault, and its trace helps whoever mends that. */
export function tellProblem(error: unknown): number {
  if (error instanceof CommandProblem || error instanceof SettingsProblem) {
    complain(error.message)
    return 2
  }
  if (
    error instanceof EmbeddedRefused ||
    error instanceof DatabaseRefused ||
    error instanceof BackupProblem
  ) {
    complain(error.message)
    return 1
  }
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    complain(
      'Another program listens on this port. Stop it, or start Holdfast with --port and another number.',
    )
    return 1
  }
  complain(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return 1
}
