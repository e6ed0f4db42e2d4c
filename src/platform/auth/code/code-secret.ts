import { Secret, TOTP } from 'otpauth'

/** Seconds for which a code is shown, as every code app has it. */
export const stepSeconds = 30

const appOf = (secret: string, about: { issuer: string; label: string } = { issuer: '', label: '' }) =>
  new TOTP({ ...about, algorithm: 'SHA1', digits: 6, period: stepSeconds, secret: Secret.fromBase32(secret) })

/** 160 bits, as RFC 4226 advises, in the letters that people can type. */
export const newCodeSecret = (): string => new Secret({ size: 20 }).base32

/** The address that a code app reads from the square. SHA-1 and six digits because every app knows them. */
export const codeAppUri = (secret: string, issuer: string, label: string): string =>
  appOf(secret, { issuer, label }).toString()

/** The step to which a typed code belongs, one to either side forgiven for clocks that differ; null for a wrong code. */
export function stepOfCode(secret: string, code: string, now: Temporal.Instant): number | null {
  const timestamp = now.epochMilliseconds
  const delta = appOf(secret).validate({ token: code, timestamp, window: 1 })
  return delta === null ? null : Math.floor(timestamp / 1000 / stepSeconds) + delta
}

/** The code of a moment, as the app shows it. */
export const codeAt = (secret: string, now: Temporal.Instant): string =>
  appOf(secret).generate({ timestamp: now.epochMilliseconds })
