import { BackupProblem } from './manifest.ts'

/** The sentence for a fault while a backup is written; any other fault as it was. */
export const savingInWords = (error: unknown): unknown => inWords(error, whileSaving)

/** The sentence for a fault while rows are brought back; any other fault as it was. */
export const restoringInWords = (error: unknown): unknown => inWords(error, whileRestoring)

function inWords(error: unknown, sentences: Readonly<Record<string, string>>): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const sentence = (error instanceof Error ? error.message : '').startsWith('Connection terminated')
    ? sentences.ECONNRESET
    : sentences[code]
  return sentence ? new BackupProblem(sentence, { cause: error }) : error
}

const noRoom =
  'There is no room left for the backup. Nothing was kept of it. Make room, or name another place.'
const notWritable = 'This place cannot be written to. Name another, or change its permissions.'
const gone =
  'The database went away before the backup was whole. Nothing was kept of it. Run this again when Holdfast answers.'

const whileSaving: Readonly<Record<string, string>> = {
  ENOSPC: noRoom,
  EDQUOT: noRoom,
  EFBIG: 'The file grew larger than this place allows. Nothing was kept of this backup. Name another place.',
  EACCES: notWritable,
  EROFS: notWritable,
  EPERM: notWritable,
  ENOENT: 'The folder for the backup is not there. Make it first.',
  ENOTDIR: 'The folder for the backup is not there. Make it first.',
  EISDIR: 'This is a folder. Name a file in it.',
  ECONNRESET: gone,
  EPIPE: gone,
  '57P01': gone,
  '57P02': gone,
  '57P03': gone,
  '42501':
    'This database role may not see every row, so a backup by it would not be whole. Name the owner or a superuser in HOLDFAST_DATABASE_URL for this command.',
}

const noRoomInDatabase =
  'There is no room left where the database lies. Nothing was kept of this restore. Make room, or name another folder with --data.'
const goneAgain =
  'The database went away before the restore was whole. Nothing was kept of it. See that there is room for it, then run this again.'

const whileRestoring: Readonly<Record<string, string>> = {
  '53100': noRoomInDatabase,
  ENOSPC: noRoomInDatabase,
  EFBIG: noRoomInDatabase,
  ECONNRESET: goneAgain,
  EPIPE: goneAgain,
  '57P01': goneAgain,
  '57P02': goneAgain,
  '57P03': goneAgain,
  '42501':
    'This database role may not make the tables. Name the owner of an empty database in HOLDFAST_DATABASE_URL for this command.',
}
