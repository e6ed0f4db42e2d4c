import { auditCommands } from '#platform/audit/commands.ts'
import type { SealKeeping } from '#platform/audit/seal-file.ts'
import type { Command } from '#platform/declare/command.ts'
import { sealKeeping } from '#src/platform-parts.ts'

/** A stand-in for the list of commands only; each command is made again with the installation's own key when it runs. */
const unopened: SealKeeping = { key: Buffer.alloc(0), folder: '' }

/** The audit's commands, each with the key and folder of the installation that it is run on. */
export const platformCommands: readonly Command[] = auditCommands(unopened).map((named) => ({
  ...named,
  run: (context) => {
    const { settings, secret, dataDir } = context.installation
    const opened = auditCommands(sealKeeping(settings, secret, dataDir)).find(
      (one) => one.verb === named.verb,
    )
    if (!opened) throw new Error(`no command ${named.verb}`)
    return opened.run(context)
  },
}))
