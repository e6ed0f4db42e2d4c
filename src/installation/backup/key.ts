import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { CommandProblem } from '#platform/declare/command.ts'
import { BackupProblem } from './manifest.ts'

/** Where the key of a backup lies when nobody names another place: beside it, until a person puts it elsewhere. */
export const keyBeside = (file: string): string => `${file}.key`

export type Sealing = {
  readonly encrypter: Encrypter
  readonly keyFile: string | null
  /** Takes the key away again where it was made for this backup and the backup came to nothing. */
  readonly forget: () => Promise<void>
}

/**
 * To whom a backup is sealed. With a recipient only its holder can open it and no key is on this machine. Without one (a demo)
 * a fresh key is made and written beside the backup; a key that lies there already is used again, since it may open another file.
 */
export async function sealTo(recipient: string | null, file: string): Promise<Sealing> {
  const encrypter = new Encrypter()
  if (recipient !== null) {
    try {
      encrypter.addRecipient(recipient)
    } catch {
      throw new CommandProblem('The recipient is not an age public key. It begins with age1.')
    }
    return { encrypter, keyFile: null, forget: async () => {} }
  }
  const keyFile = keyBeside(file)
  const kept = await readIdentity(keyFile)
  const identity = kept ?? (await generateX25519Identity())
  encrypter.addRecipient(await identityToRecipient(identity))
  if (kept) return { encrypter, keyFile, forget: async () => {} }
  const words = '# The key of a Holdfast backup. Keep it apart from the backup.'
  const forget = () => rm(keyFile, { force: true })
  try {
    await writeFile(keyFile, `${words}\n${identity}\n`, { mode: 0o600, flag: 'wx', flush: true })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) await forget()
    throw error
  }
  return { encrypter, keyFile, forget }
}

async function readIdentity(keyFile: string): Promise<string | null> {
  const text = await readFile(keyFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const identity = text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line.startsWith('AGE-SECRET-KEY-'))
  if (!identity) throw new BackupProblem(`${keyFile} holds no age key. The key begins with AGE-SECRET-KEY-.`)
  return identity
}

/** Opens with the age identity in a key file. */
export async function openWith(keyFile: string): Promise<Decrypter> {
  const identity = await readIdentity(keyFile)
  if (identity === null)
    throw new BackupProblem(
      `The key of the backup is not at ${keyFile}. Name the file that holds it with --key.`,
    )
  const decrypter = new Decrypter()
  try {
    decrypter.addIdentity(identity)
  } catch {
    throw new BackupProblem(`The key in ${keyFile} is damaged. Use another copy of it.`)
  }
  return decrypter
}
