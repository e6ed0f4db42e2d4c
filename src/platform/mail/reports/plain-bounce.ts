import { parseAddress, type Address } from '../address.ts'
import { lastingOf } from './delivery-status.ts'
import type { RecipientReport } from './report.ts'

// Where the words of the server end and our own mail comes back. What follows is ours and must not be read as a report.
const returnedMail =
  /^(?:-{2,}.*(?:below this line is a copy|copy of (?:the|your) message|original message|included message|unsent message).*|this is a copy of (?:the|your) message.*|original message headers:?.*|-+ ?this is a copy.*)$/im
const wordsOfDelay =
  /delayed|will (?:keep|continue) (?:trying|to try)|warning only|do not need to resend|retry/i
const wordsOfFailure =
  /permanent|could not be delivered|was(?: not|n't) able to deliver|has failed|did not reach|giving up|undeliverable|couldn't be delivered/i
const address = /[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}/g
// No mail server may write longer ones. Anybody can send us a report, and the searches below are slow on a line without end.
const longestLine = 1000
const serversOwn = /^(?:mailer-daemon|postmaster|abuse|helpdesk)@/i

/**
 * What qmail, Exim, older Postfix and Exchange say in words. An address counts where it begins a line or a paragraph of its own, as all of
 * them write it; with `X-Failed-Recipients` the server has named them itself.
 */
export function readPlainBounce(text: string, named: readonly Address[]): RecipientReport[] {
  const lines = text.split(/\r\n?|\n/).map((line) => line.slice(0, longestLine))
  const whole = lines.join('\n')
  const end = whole.search(returnedMail)
  const words = end === -1 ? whole : whole.slice(0, end)
  const isDelay = wordsOfDelay.test(words) && !wordsOfFailure.test(words)
  if (!isDelay && !wordsOfFailure.test(words) && named.length === 0) return []
  const recipients = named.length > 0 ? named : standingAlone(words)
  return recipients.map((recipient, at) => {
    const own = passage(words, recipient, recipients[at + 1])
    const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(own)?.[0] ?? statusOfCode(own)
    const action = isDelay ? 'delayed' : 'failed'
    return { recipient, action, status, lasting: lastingOf(action, status), diagnostic: diagnosticOf(own) }
  })
}

function standingAlone(words: string): Address[] {
  const found = new Map<string, Address>()
  for (const line of words.split('\n')) {
    const start = /^[\s>*•-]*(?:to:\s*)?['"<(]*/i.exec(line)?.[0].length ?? 0
    const first = line.slice(start).match(address)?.[0]
    if (first === undefined || !line.slice(start).startsWith(first) || serversOwn.test(first)) continue
    const check = parseAddress(first.replace(/\.$/, ''))
    if (check.ok) found.set(check.address.toLowerCase(), check.address)
  }
  return [...found.values()]
}

/** From this recipient to the next: that is where the reason stands. */
function passage(words: string, recipient: Address, next: Address | undefined): string {
  const from = words.toLowerCase().indexOf(recipient.toLowerCase())
  if (from === -1) return words
  const after = from + recipient.length
  const until = next === undefined ? -1 : words.toLowerCase().indexOf(next.toLowerCase(), after)
  return until === -1 ? words.slice(after) : words.slice(after, until)
}

function statusOfCode(own: string): string | null {
  const code = /(?:^|[\s'"(:#<])([45])[0-5]\d(?=[\s'"#-])/m.exec(own)?.[1]
  return code === undefined ? null : `${code}.0.0`
}

/** The line with the server's code, or else the first words after the address. */
function diagnosticOf(own: string): string | null {
  const lines = own
    .split('\n')
    .map((line) => line.replace(/^[\s>:]+/, '').trim())
    .filter((line) => line !== '')
  const line = lines.find((one) => /\b[45]\d\d\b|\b[45]\.\d{1,3}\.\d{1,3}\b/.test(one)) ?? lines[0]
  return line === undefined ? null : line.slice(0, 500)
}
