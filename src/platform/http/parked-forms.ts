import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { openAs, type Tx } from '#platform/db/tx.ts'
import type { RawForm } from './forms.ts'

type ParkedTables = {
  'platform.parked_form': { id: string; person_id: string; path: string; sealed: Buffer }
}

/**
 * What a person typed when their sign-in had run out. It is sealed with a key that goes only into a cookie of that browser,
 * so that neither the database nor another person who signs in there can read it.
 * @returns the cookie's value
 */
export async function parkForm(tx: Tx, personId: string, path: string, form: RawForm): Promise<string> {
  const id = randomUUID()
  const key = randomBytes(32)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const sealed = Buffer.concat([
    iv,
    cipher.update(JSON.stringify(form), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ])
  await openAs<ParkedTables>(tx)
    .insertInto('platform.parked_form')
    .values({ id, person_id: personId, path, sealed })
    .execute()
  return `${id}.${key.toString('base64url')}`
}

/** Takes a parked form back, once, for the person who typed it. Null for anybody else, another page or a wrong key. */
export async function takeParkedForm(tx: Tx, cookie: string, path: string): Promise<RawForm | null> {
  const [id = '', keyText = ''] = cookie.split('.')
  if (!z.uuid().safeParse(id).success) return null
  // The policy shows a row only to the person who typed it.
  const row = await openAs<ParkedTables>(tx)
    .deleteFrom('platform.parked_form')
    .where('id', '=', id)
    .where('path', '=', path)
    .returning('sealed')
    .executeTakeFirst()
  if (!row) return null
  try {
    const key = Buffer.from(keyText, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', key, row.sealed.subarray(0, 12))
    decipher.setAuthTag(row.sealed.subarray(-16))
    const text = Buffer.concat([decipher.update(row.sealed.subarray(12, -16)), decipher.final()]).toString(
      'utf8',
    )
    return JSON.parse(text) as RawForm
  } catch {
    return null
  }
}
