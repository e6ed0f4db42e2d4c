import { domainToASCII, domainToUnicode } from 'node:url'
import { privateProviders, roleMailboxes } from './mailbox-kinds.ts'

declare const checked: unique symbol

/** A mail address that passed `parseAddress`: plain ASCII, no control characters, safe to put into a header or an SMTP command. */
export type Address = string & { readonly [checked]: true }

/** Somebody with a name and an address, as it stands in From, To or Reply-To. */
export type Mailbox = { readonly address: Address; readonly name?: string | undefined }

export type AddressCheck =
  | { readonly ok: true; readonly address: Address }
  | { readonly ok: false; readonly problem: string }

const problems = {
  empty: 'Enter an email address.',
  control: 'Enter the email address on one line, without line breaks or hidden characters.',
  space: 'Remove the spaces from the email address.',
  shape: 'Enter an email address like name@example.org.',
  local: 'Check the part before the @. It holds a character that mail servers do not take.',
  domain: 'Check the part after the @. It is not a name that a mail server can have.',
  long: 'Enter a shorter email address. Mail servers take no more than 254 characters.',
} as const

// RFC 5321 dot-atom. Quoted local parts and bare IP addresses are allowed by the standard and used by nobody we write to;
// leaving them out leaves out most ways to smuggle something past a reader of logs.
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i
const domainLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
// Room for spaces around an address and for a long domain in another script.
const mostTyped = 1000
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/**
 * Checks one address as a person typed it. Spaces around it are forgiven. The domain comes back in lower case and, where it
 * was written in another script, in its ASCII form; the part before the @ is kept as it was typed.
 */
export function parseAddress(typed: string): AddressCheck {
  // Looked at first: what follows goes over the text once for each of its spaces, and anybody may type here.
  if (typed.length > mostTyped) return refused('long')
  const text = typed.replace(/^ +| +$/g, '')
  if (text === '') return refused('empty')
  if (hidden.test(text)) return refused('control')
  if (/\s/u.test(text)) return refused('space')
  const at = text.lastIndexOf('@')
  if (at < 1 || at === text.length - 1) return refused('shape')
  const local = text.slice(0, at)
  if (local.length > 64) return refused('long')
  if (!localPart.test(local)) return refused(local.includes('@') ? 'shape' : 'local')
  const domain = asciiDomain(text.slice(at + 1))
  if (domain === null) return refused('domain')
  const address = `${local}@${domain}`
  return isShort(address) ? { ok: true, address } : refused('long')
}

/** For addresses that were checked before they were stored. Throws when one slipped in unchecked: that is a fault, not bad input. */
export function addressOf(stored: string): Address {
  const check = parseAddress(stored)
  if (!check.ok) throw new Error(`A stored address did not pass the check: ${check.problem}`)
  return check.address
}

/** Two spellings of one mailbox have the same key. No real mail server tells capital letters apart. */
export function mailboxKey(address: Address): string {
  return address.toLowerCase()
}

export function domainOf(address: Address): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

/** The address as a person reads it: a domain in another script is shown in that script. */
export function readableAddress(address: Address): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at)}@${domainToUnicode(address.slice(at + 1))}`
}

/** True for a mailbox that a team shares, such as info@ or office@. Nobody can be told to be the one who reads it. */
export function isRoleMailbox(address: Address): boolean {
  const local = address.slice(0, address.lastIndexOf('@')).toLowerCase()
  const plain = local.replace(/\+.*$/, '')
  return roleMailboxes.has(plain) || plain.split(/[._-]/).every((word) => roleMailboxes.has(word))
}

/** True for a provider of private mailboxes. Work mail that goes there leaves the organisation's reach when its person does. */
export function isPrivateProvider(domain: string): boolean {
  return privateProviders.has(domain.toLowerCase())
}

/** The last of the checks, and so the one that gives the text its type. */
function isShort(text: string): text is Address {
  return text.length <= 254
}

function refused(problem: keyof typeof problems): AddressCheck {
  return { ok: false, problem: problems[problem] }
}

function asciiDomain(written: string): string | null {
  // domainToASCII would also take "a.example:80" or "%41.example" and quietly change them.
  if (/[^\p{L}\p{M}\p{N}.-]/u.test(written)) return null
  const domain = domainToASCII(written)
  const labels = domain.split('.')
  if (labels.length < 2 || domain.length > 253) return null
  if (!labels.every((label) => domainLabel.test(label))) return null
  // A last label of digits would be an IP address.
  return /^\d+$/.test(labels.at(-1) ?? '') ? null : domain
}
