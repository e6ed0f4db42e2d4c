import { SettingsProblem, type Settings } from './settings.ts'

/**
 * What a service that real people rely on cannot be without. Asked before anything is opened.
 * @throws SettingsProblem with one line for each setting that is missing or too weak
 */
export function assertFitForProduction(settings: Settings): void {
  const problems: string[] = []
  const { HOLDFAST_SECRET: secret, HOLDFAST_ORIGIN: origin } = settings
  if (!secret)
    problems.push(
      'HOLDFAST_SECRET is not set. Set it to at least 32 random characters, for instance from `openssl rand -base64 48`, and keep a copy: backups and seals need it.',
    )
  else if (looksTyped(secret))
    problems.push(
      'HOLDFAST_SECRET is too easy to guess: its characters repeat. Make one with `openssl rand -base64 48`.',
    )
  if (!origin)
    problems.push('HOLDFAST_ORIGIN is not set. Set it to the address people type, beginning with https://.')
  else if (!origin.startsWith('https://'))
    problems.push(
      'HOLDFAST_ORIGIN must begin with https:// in production: cookies and passkeys depend on it.',
    )
  if (!settings.HOLDFAST_MAIL_URL)
    problems.push('HOLDFAST_MAIL_URL is not set. People sign in by a link in a mail, so mail must go out.')
  if (!settings.HOLDFAST_MAIL_FROM)
    problems.push('HOLDFAST_MAIL_FROM is not set. Name the sender of all mail.')
  for (const [name, what] of ofThePartnership)
    if (!settings[name]) problems.push(`${name} is not set. ${what}`)
  if (problems.length > 0) throw new SettingsProblem(problems.join('\n'))
}

const ofThePartnership = [
  ['HOLDFAST_PARTNERSHIP_NAME', 'Set it to the partnership’s whole name: it heads every page and mail.'],
  ['HOLDFAST_PARTNERSHIP_CONTACT', 'Set it to the mail address at which a person answers for this service.'],
  ['HOLDFAST_PARTNERSHIP_ADDRESS', 'Set it to the postal address that stands under every bulletin.'],
] as const

// Thirty-two random characters of base64 or hexadecimal have at least ten different ones but for one time in a billion.
const fewestCharacters = 10

function looksTyped(secret: string): boolean {
  if (new Set(secret).size < fewestCharacters) return true
  // The same few characters over and over.
  for (let length = 1; length <= secret.length / 2; length += 1)
    if (
      secret
        .slice(0, length)
        .repeat(Math.ceil(secret.length / length))
        .startsWith(secret)
    )
      return true
  return false
}
