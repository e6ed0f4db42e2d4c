import { declareEvents } from '#platform/declare/declarations.ts'

/** What is done with the installation as a whole, from the command line. `made_at` is the moment that the backup shows. */
export const installationEvents = declareEvents('installation', {
  backup_made: ['tables', 'rows', 'bytes', 'sealed_to'],
  backup_rehearsed: ['made_at', 'tables', 'rows', 'lines', 'findings'],
  restored: ['made_at', 'tables', 'rows', 'sessions_ended'],
})

export const installationWords = {
  'installation.backup_made': 'Made a backup: {rows} rows of {tables} tables',
  'installation.backup_rehearsed':
    'Rehearsed a restore of the backup of {made_at}: {rows} rows came back, {findings} findings in the audit',
  'installation.restored': 'Restored the backup of {made_at}: {rows} rows; {sessions_ended} sign-ins ended',
}
