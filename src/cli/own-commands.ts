import { writeFileSync } from 'node:fs'
import { settingsPage } from '#platform/config/settings-page.ts'
import { backupCommands } from './backup-commands.ts'
import { databaseMigrate } from './database-command.ts'
import type { OwnCommand } from './own-command.ts'
import { scaffoldModule } from './scaffold.ts'

const docsSettings: OwnCommand = {
  own: true,
  noun: 'docs',
  verb: 'settings',
  says: 'Writes docs/operations/settings.md from the declarations.',
  usage: '',
  run: ({ say }) => {
    writeFileSync(new URL('../../docs/operations/settings.md', import.meta.url), settingsPage())
    say('docs/operations/settings.md is written.')
    return Promise.resolve(0)
  },
}

/** Commands that come before an installation can be opened, or that need none. */
export const ownCommands: readonly OwnCommand[] = [
  ...backupCommands,
  databaseMigrate,
  docsSettings,
  scaffoldModule,
]
