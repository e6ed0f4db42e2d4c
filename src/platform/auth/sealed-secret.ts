import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Seals a short secret for the database with a key that is not in it. `about` is whose it is: a sealed secret moved to another row does not open. */
export function sealSecret(key: Buffer, about: string, secret: string): Buffer {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  cipher.setAAD(Buffer.from(about))
  return Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** @throws when the secret was sealed with another key, for another row, or was changed */
export function openSecret(key: Buffer, about: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
  decipher.setAAD(Buffer.from(about))
  decipher.setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8')
}
