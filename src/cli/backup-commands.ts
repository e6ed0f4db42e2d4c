import { resolve } from 'node:path'
import { readSettings } from '#platform/config/settings.ts'
import { CommandProblem } from '#platform/declare/command.ts'
import type { BackupOptions } from '#src/installation/backup/make-backup.ts'
import { makeBackup } from '#src/installation/backup/make-backup.ts'
import { rehearse } from '#src/installation/backup/rehearse.ts'
import { restoreInstallation } from '#src/installation/backup/restore-installation.ts'
import { modules } from '#src/modules.ts'
import type { OwnCommand } from './own-command.ts'
import { complain } from './say.ts'

type Context = Parameters<OwnCommand['run']>[0]

const backup: OwnCommand = {
  own: true,
  noun: 'backup',
  verb: '',
  says: 'Saves everything as of one moment into one encrypted file, while Holdfast runs or not.',
  usage: 'FILE [--recipient AGE1…]',
  options: {
    recipient:
      'the age public key that may open it (HOLDFAST_BACKUP_RECIPIENT; a demo makes a key of its own)',
  },
  run: async (context) => {
    const file = fileOf(context)
    const { recipient } = context.options
    const saved = await makeBackup({
      ...optionsOf(context),
      file,
      recipient: typeof recipient === 'string' ? recipient : null,
    })
    const { manifest, bytes, keyFile } = saved
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    if (context.json)
      context.say(
        JSON.stringify({
          file,
          keyFile,
          bytes,
          madeAt: manifest.madeAt,
          tables: manifest.tables.length,
          rows,
        }),
      )
    else {
      context.say(`${file} holds ${counted(rows)} rows of ${manifest.tables.length} tables, as of now.`)
      if (keyFile)
        context.say(
          `Its key is in ${keyFile}. Keep it apart from the backup: who has both can read everything.`,
        )
      context.say(`To try it: bin/holdfast restore ${file} --rehearse`)
    }
    return 0
  },
}

const restore: OwnCommand = {
  own: true,
  noun: 'restore',
  verb: '',
  says: 'Brings a backup back into a new data folder or an empty database, or rehearses it and throws it away.',
  usage: 'FILE [--key KEYFILE] [--rehearse] [--new-secret]',
  options: {
    key: 'the file with the key (FILE.key)',
    rehearse: 'restore into a database beside the installation, prove rows and audit, and throw it away',
    'new-secret': 'go on although HOLDFAST_SECRET is not the one of the backup',
  },
  run: (context) => (context.options.rehearse ? runRehearsal(context) : runRestore(context)),
}

async function runRestore(context: Context): Promise<number> {
  const restored = await restoreInstallation({
    ...optionsOf(context),
    file: fileOf(context),
    keyFile: keyOf(context),
    newSecret: context.options['new-secret'] === true,
  })
  const { manifest, rows, migrated, sessionsEnded, jobsWaiting, sealing } = restored
  const disagrees = sealing.writtenDown.kind === 'disagrees' ? sealing.writtenDown.says : null
  if (context.json)
    context.say(
      JSON.stringify({
        madeAt: manifest.madeAt,
        tables: manifest.tables.length,
        rows,
        migrated,
        sessionsEnded,
        jobsWaiting,
        sealsDisagree: disagrees,
      }),
    )
  else {
    context.say(
      `The backup of ${manifest.madeAt} is back: ${counted(rows)} rows of ${manifest.tables.length} tables, each as it was saved.`,
    )
    if (migrated.length > 0) context.say(`It was brought up to this Holdfast by ${migrated.length} steps.`)
    if (sessionsEnded > 0) context.say('Everybody signs in again.')
    if (jobsWaiting > 0)
      context.say(
        `${counted(jobsWaiting)} jobs were waiting at that moment and go on when Holdfast starts. Mail that went out after the backup was made may go out again.`,
      )
    if (disagrees) context.say(`${disagrees} To go on from the backup: bin/holdfast audit continue`)
  }
  return 0
}

async function runRehearsal(context: Context): Promise<number> {
  const { manifest, rows, audit } = await rehearse({
    ...optionsOf(context),
    file: fileOf(context),
    keyFile: keyOf(context),
  })
  const { intact, lines, findingsCount } = audit
  if (context.json)
    context.say(
      JSON.stringify({
        madeAt: manifest.madeAt,
        tables: manifest.tables.length,
        rows,
        audit: { intact, lines, findings: findingsCount },
      }),
    )
  else {
    context.say(
      `The backup of ${manifest.madeAt} can be restored: ${counted(rows)} rows of ${manifest.tables.length} tables came back as they were saved.`,
    )
    context.say(
      intact
        ? `Its audit of ${counted(lines)} sealed lines holds.`
        : `Its audit does not hold: ${counted(findingsCount)} findings. Run bin/holdfast audit verify on the installation.`,
    )
    context.say('What was restored for the rehearsal is gone again. The audit has a line about it.')
  }
  return intact ? 0 : 1
}

const counted = (count: number): string => count.toLocaleString('en-GB')

const optionsOf = (context: Context): BackupOptions => ({
  settings: readSettings(),
  dataDir: context.dataDir,
  modules,
  now: Temporal.Now.instant(),
  log: complain,
})

function fileOf({ words }: Context): string {
  const [file, ...more] = words
  if (file === undefined || more.length > 0) throw new CommandProblem('Name one file for the backup.')
  return resolve(file)
}

const keyOf = ({ options }: Context): string | null =>
  typeof options.key === 'string' ? resolve(options.key) : null

export const backupCommands: readonly OwnCommand[] = [backup, restore]
