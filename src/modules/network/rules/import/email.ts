import { fold, slips } from './text.ts'
import type { PersonName } from './types.ts'

export type EmailReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly email: string }
  | { readonly kind: 'several'; readonly emails: readonly string[] }
  | { readonly kind: 'broken' }

const address =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]$/

const mostInCell = 2000

/** The address with its domain in small letters, or null where it is none. The part before the @ keeps its capitals. */
function oneAddress(text: string): string | null {
  const bare = text
    .replace(/^mailto:/i, '')
    .replace(/\?.*$/, '')
    .replace(/^[<('"]+|[>)'"]+$/g, '')
    .replace(/[.,;:]+$/, '')
  if (bare.length > 254 || !address.test(bare)) return null
  const at = bare.lastIndexOf('@')
  return at > 64 ? null : bare.slice(0, at) + bare.slice(at).toLowerCase()
}

/**
 * Reads the cell of an address: `mailto:` links, "Name <a@b>", brackets and stray commas are understood. A cell
 * with line breaks and anything but addresses is broken, so that nothing can slip into the head of a mail.
 */
export function readEmail(text: string): EmailReading {
  // No cell of addresses is this long. Looked at whole, one of nothing but brackets would take minutes.
  if (text.length > mostInCell) return { kind: 'broken' }
  const plain = text
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '')
    .replace(/\u00a0/g, ' ')
    .trim()
  if (plain === '' || /^(n\/?a|none|no ?e-?mail|tb[ac]|unknown|nil|-+|x)$/i.test(plain))
    return { kind: 'none' }
  const inAngles = [...plain.matchAll(/<\s*([^<>\s]+)\s*>/g)].map((match) => match[1] ?? '')
  const pieces =
    inAngles.length > 0 && !/[\r\n]/.test(plain)
      ? inAngles
      : plain.split(/[;,|\s]+/).filter((piece) => piece !== '')
  const found = pieces.map(oneAddress)
  const good = [...new Set(found.filter((email) => email !== null))]
  if (good.length === 0 || found.includes(null)) return { kind: 'broken' }
  const [first, ...others] = good
  if (first !== undefined && others.length === 0) return { kind: 'one', email: first }
  return { kind: 'several', emails: good }
}

/** The form in which two writings of one address are equal. */
export const emailKey = (email: string): string => email.toLowerCase()

const privateDomains =
  /^((gmail|googlemail|icloud|me|mac|btinternet|btopenworld|sky|virginmedia|msn|mail|zoho|fastmail|protonmail|hey)\.com|(hotmail|outlook|live|yahoo|ymail|aol|gmx|rocketmail)\.[a-z.]{2,6}|(proton\.me|talktalk\.net|ntlworld\.com|blueyonder\.co\.uk|tiscali\.co\.uk|talk21\.com|pm\.me))$/

/** Is this the domain of a provider of private mailboxes? `more` adds what is private locally. */
export function isPrivateDomain(domain: string, more: readonly string[] = []): boolean {
  return privateDomains.test(domain) || more.includes(domain)
}

const roleWords = new Set(
  (
    'info office admin administration administrator enquiries enquiry reception head headteacher headmaster principal school safeguarding dsl ddsl duty team contact ' +
    'contactus mail email post hr mash marf referral referrals support hello secretary finance manager nursery preschool clinic surgery practice help helpdesk ' +
    'bursar business general service services department dept group shared noreply inbox mailbox lead senco pastoral attendance training missing cse reply childprotection'
  ).split(' '),
)

/** Does this look like a mailbox of a team or a desk? A local part that carries the person's own name never does. */
export function isRoleMailbox(email: string, name: PersonName): boolean {
  const parts = fold(email.slice(0, email.lastIndexOf('@')).replace(/[._+\d-]+/g, ' ')).split(' ')
  const own = [
    ...fold(name.given).split(' '),
    ...fold(name.family).split(' '),
    fold(name.family).replaceAll(' ', ''),
  ]
  if (parts.some((part) => part.length > 1 && own.includes(part))) return false
  return parts.some((part) => roleWords.has(part))
}

/** May one of these two addresses be a slip of the other? */
export function nearEmails(a: string, b: string): boolean {
  const [localA = '', domainA = ''] = emailKey(a).split('@')
  const [localB = '', domainB = ''] = emailKey(b).split('@')
  const bareA = localA.replace(/[._-]/g, '')
  const bareB = localB.replace(/[._-]/g, '')
  if (bareA === bareB) return slips(domainA, domainB, 2) <= 2
  return domainA === domainB && bareA.length > 4 && slips(bareA, bareB, 1) <= 1
}
