import { readSettings } from '#platform/config/settings.ts'
import { migrate, readMigrations, schemaState } from '#platform/db/migrations.ts'
import { migrationFolders } from '#src/installation/migration-folders.ts'
import { connectOwner, findGround } from '#src/installation/open.ts'
import { assertKind, refuseUnlessCurrent } from '#src/installation/prepare-database.ts'
import { modules } from '#src/modules.ts'
import type { OwnCommand } from './own-command.ts'
import { complain } from './say.ts'

export const databaseMigrate: OwnCommand = {
  own: true,
  noun: 'database',
  verb: 'migrate',
  says: 'Brings an older database up to this Holdfast. Take a backup first.',
  usage: '',
  run: async ({ dataDir, say, json }) => {
    const settings = readSettings()
    const ground = await findGround({ settings, dataDir, as: 'command', log: complain })
    try {
      const applied = await bringUp(ground, settings.HOLDFAST_ENV ?? 'demo', (name) =>
        (json ? complain : say)(`Taking the step ${name}`),
      )
      if (json) say(JSON.stringify({ applied }))
      else say(applied.length === 0 ? 'It is up to date.' : `Done. Steps taken: ${applied.length}.`)
      return 0
    } finally {
      await ground.embedded?.stop()
    }
  },
}

async function bringUp(
  ground: Parameters<typeof connectOwner>[0],
  kind: 'demo' | 'production',
  announce: (name: string) => void,
): Promise<string[]> {
  const owner = await connectOwner(ground)
  try {
    const migrations = await readMigrations(migrationFolders(modules))
    const state = await schemaState(owner, migrations)
    if (state.kind !== 'old') refuseUnlessCurrent(state)
    await assertKind(owner, kind)
    return await migrate(owner, migrations, announce)
  } finally {
    await owner.end()
  }
}
