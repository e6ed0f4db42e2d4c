import { createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto'

/** What the settings hold. The public half stands in DNS at `selector._domainkey.domain`. */
export type DkimKey = { readonly domain: string; readonly selector: string; readonly privateKeyPem: string }

/**
 * The headers we answer for. Both list headers are among them: RFC 8058 lets a mailbox provider offer its own unsubscribe button only
 * when the signature covers them, and the usual lists of libraries leave the second out.
 */
const signedHeaders = [
  'from',
  'to',
  'reply-to',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'auto-submitted',
] as const

// Named once more than they occur, so that adding another of them breaks the signature.
const sealedAgainstAdding = ['from', 'to', 'subject', 'date', 'list-unsubscribe']

export type DkimSigner = (mail: string, now: Date) => string
/** Gives the line that goes in front of a mail, from its header lines and the pieces of its body, of which the last is not line breaks alone. */
export type DkimHeaderSigner = (head: string, body: readonly Buffer[], now: Date) => string

/** A sentence about a key that cannot sign, or null. */
export function dkimKeyProblem(key: DkimKey): string | null {
  const name = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i
  if (!name.test(key.domain) || !name.test(key.selector))
    return 'The DKIM domain or selector is not a name that DNS can hold.'
  const parsed = parsedKey(key.privateKeyPem)
  if (!parsed) return 'The DKIM key is not a private key in PEM form.'
  if (parsed.asymmetricKeyType !== 'rsa')
    return 'The DKIM key must be an RSA key. Many receivers check no other kind.'
  if ((parsed.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    return 'The DKIM key must have at least 2048 bits.'
  return null
}

/**
 * Gives a function that puts a DKIM-Signature in front of a finished mail (ASCII or Latin-1 text with CRLF). Headers are signed relaxed,
 * the body simple: our bodies are quoted-printable, which leaves no white space for a relay to change, and simple is one hash.
 */
export function dkimSigner(key: DkimKey): DkimSigner {
  const header = dkimHeaderSigner(key)
  return (mail, now) => {
    const end = mail.indexOf('\r\n\r\n')
    const head = end === -1 ? mail : mail.slice(0, end)
    return header(head, [Buffer.from(end === -1 ? '' : mail.slice(end + 4), 'latin1')], now) + mail
  }
}

/** The same for a mail that is in its two parts already. */
export function dkimHeaderSigner(key: DkimKey): DkimHeaderSigner {
  const problem = dkimKeyProblem(key)
  if (problem !== null) throw new Error(problem)
  const privateKey = createPrivateKey(key.privateKeyPem)

  return (head, body, now) => {
    const headers = relaxedHeaders(head.replace(/\r\n$/, ''))
    const present = signedHeaders.filter((name) => headers.has(name))
    const names = [...present, ...sealedAgainstAdding]
    const unsigned =
      `v=1; a=rsa-sha256; c=relaxed/simple; d=${key.domain}; s=${key.selector};\r\n t=${Math.floor(now.getTime() / 1000)};` +
      ` bh=${bodyHash(body)};\r\n h=${foldedNames(names)};\r\n b=`
    const signedText = `${present.map((name) => headers.get(name)).join('')}${relaxed('dkim-signature', unsigned)}`
    const signature = sign('sha256', Buffer.from(signedText, 'latin1'), privateKey).toString('base64')
    return `DKIM-Signature: ${unsigned}${signature.replace(/.{72}(?=.)/g, '$&\r\n ')}\r\n`
  }
}

function parsedKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

/** RFC 6376 3.4.3: empty lines at the end do not count, and an empty body is one line break. */
function bodyHash(body: readonly Buffer[]): string {
  const hash = createHash('sha256')
  for (const piece of body.slice(0, -1)) hash.update(piece)
  const last = body.at(-1) ?? Buffer.alloc(0)
  let end = last.length
  while (end >= 2 && last[end - 1] === 0x0a && last[end - 2] === 0x0d) end -= 2
  return hash.update(last.subarray(0, end)).update('\r\n').digest('base64')
}

/** Each header we sign in its relaxed form. Of a repeated one the last counts, as RFC 6376 5.4.2 reads them from below. */
function relaxedHeaders(text: string): Map<string, string> {
  const headers = new Map<string, string>()
  for (const field of text.split(/\r\n(?![ \t])/)) {
    const colon = field.indexOf(':')
    if (colon < 1) continue
    const name = field.slice(0, colon).trim().toLowerCase()
    headers.set(name, `${relaxed(name, field.slice(colon + 1))}\r\n`)
  }
  return headers
}

function relaxed(name: string, value: string): string {
  return `${name}:${value
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()}`
}

function foldedNames(names: readonly string[]): string {
  let line = ''
  const lines: string[] = []
  for (const name of names) {
    if (line.length + name.length > 68) {
      lines.push(line)
      line = ''
    }
    line += `${name}:`
  }
  return [...lines, line].join('\r\n ').replace(/:$/, '')
}
