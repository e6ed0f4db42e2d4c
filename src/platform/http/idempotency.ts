import type { FastifyRequest } from 'fastify'
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { Tx } from '#platform/db/tx.ts'
import { claimSubmission, keepLocation } from './submissions.ts'

/**
 * A write of the API by its Idempotency-Key. The table of submissions can be read by every role, so the answer stands there
 * sealed with a key made from the token and the Idempotency-Key, which only the program that sent them has.
 */
export type Claim = {
  readonly id: string
  readonly asked: string
  readonly actor: string
  readonly sealedBy: Buffer
}

// Printable, as a header is; short enough that nobody stores a document in it.
const shape = /^[\x21-\x7e]{1,200}$/

/** The claim that a request makes, or null where it carries no Idempotency-Key that can be used. */
export function claimOf(
  request: FastifyRequest,
  token: { readonly id: string; readonly bearer: string },
  key: Buffer,
): Claim | null {
  const given = request.headers['idempotency-key']
  if (typeof given !== 'string' || !shape.test(given)) return null
  const hex = createHash('sha256')
    .update(JSON.stringify([token.id, given]))
    .digest('hex')
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  // Keyed, since a plain hash of a short body could be guessed by whoever reads the table.
  const asked = createHmac('sha256', key)
    .update(JSON.stringify([request.method, request.url, request.body ?? null]))
    .digest('base64url')
  return {
    id,
    asked: `${request.method} ${request.routeOptions.url ?? ''} ${asked}`,
    actor: token.id,
    sealedBy: Buffer.from(hkdfSync('sha256', token.bearer, given, 'holdfast api answer', 32)),
  }
}

/** What was answered before to the same key and the same request; 'other' where the key was used for another request. */
export async function findEarlierAnswer(
  tx: Tx,
  claim: Claim,
): Promise<{ readonly answer: unknown } | 'other' | null> {
  const earlier = await claimSubmission(tx, claim.id, claim.asked, claim.actor)
  if (!earlier) return null
  return earlier.already === null ? 'other' : { answer: unseal(claim.sealedBy, earlier.already) }
}

export const keepAnswer = (tx: Tx, claim: Claim, answer: unknown): Promise<void> =>
  keepLocation(tx, claim.id, seal(claim.sealedBy, answer))

function seal(key: Buffer, answer: unknown): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  return Buffer.concat([
    iv,
    cipher.update(JSON.stringify(answer), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString('base64url')
}

function unseal(key: Buffer, text: string): unknown {
  const sealed = Buffer.from(text, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
  decipher.setAuthTag(sealed.subarray(-16))
  const plain = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
  return JSON.parse(plain.toString('utf8'))
}
