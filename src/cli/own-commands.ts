import { writeFileSync } from 'node:fs'
import pg from 'pg'
import { settingsPage } from '#platform/config/settings-page.ts'
import { readSettings } from '#platform/config/settings.ts'
import { migrate, readMigrations, schemaState } from '#platform/db/migrations.ts'
import { CommandProblem } from '#platform/declare/command.ts'
import { findGround } from '#src/installation/open.ts'
import { migrationFolders } from '#src/installation/migration-folders.ts'
import { modules } from '#src/modules.ts'
import { backupCommands } from './backup-commands.ts'
import type { OwnCommand } from './own-command.ts'
import { complain } from './say.ts'
import { scaffoldModule } from './scaffold.ts'

const databaseMigrate: OwnCommand = {
  own: true,
  noun: 'database',
  verb: 'migrate',
  says: 'Brings an older database up to this Holdfast. Take a backup first.',
  usage: '',
  run: async ({ dataDir, say, json }) => {
    const ground = await findGround({ settings: readSettings(), dataDir, as: 'command', log: complain })
    const owner = new pg.Client(ground.owner)
    try {
      await owner.connect()
      const migrations = await readMigrations(migrationFolders(modules))
      const state = await schemaState(owner, migrations)
      if (state.kind !== 'old' && state.kind !== 'current')
        throw new CommandProblem(
          state.kind === 'empty'
            ? 'This database is empty. bin/start makes its tables.'
            : 'This database was not made by an earlier version of this Holdfast. bin/start says what is wrong with it.',
        )
      const applied = await migrate(owner, migrations, (name) => say(`Taking the step ${name}`))
      say(
        json
          ? JSON.stringify({ applied })
          : applied.length === 0
            ? 'It is up to date.'
            : `Done: ${applied.length} steps.`,
      )
      return 0
    } finally {
      await owner.end()
      await ground.embedded?.stop()
    }
  },
}

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
