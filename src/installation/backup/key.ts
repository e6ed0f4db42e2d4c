import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { readFile, writeFile } from 'node:fs/promises'
import { BackupProblem } from './manifest.ts'

/** Where the key of a backup lies when nobody names another place: beside it, until a person puts it elsewhere. */
export const keyBeside = (file: string): string => `${file}.key`

/**
 * To whom a backup is sealed. With a recipient only its holder can open it and no key is on this machine. Without one (a demo)
 * a fresh key is made and written beside the backup.
 */
export async function sealTo(recipient: string | null, file: string): Promise<{ encrypter: Encrypter; keyFile: string | null }> {
  const encrypter = new Encrypter()
  if (recipient !== null) {
    try {
      encrypter.addRecipient(recipient)
    } catch {
      throw new BackupProblem('The recipient is not an age public key. It begins with age1.')
    }
    return { encrypter, keyFile: null }
  }
  const identity = await generateX25519Identity()
  encrypter.addRecipient(await identityToRecipient(identity))
  const keyFile = keyBeside(file)
  await writeFile(keyFile, `# The key of a Holdfast backup. Keep it apart from the backup.\n${identity}\n`, { mode: 0o600 })
  return { encrypter, keyFile }
}

/** Opens with the age identity in a key file. */
export async function openWith(keyFile: string): Promise<Decrypter> {
  const text = await readFile(keyFile, 'utf8').catch(() => null)
  if (text === null)
    throw new BackupProblem(`The key of the backup is not at ${keyFile}. Name the file that holds it with --key.`)
  const identity = text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line.startsWith('AGE-SECRET-KEY-'))
  if (!identity) throw new BackupProblem(`${keyFile} holds no age key. The key begins with AGE-SECRET-KEY-.`)
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  return decrypter
}
