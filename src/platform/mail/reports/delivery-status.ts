import { parseAddress, type Address } from '../address.ts'
import type { RecipientReport } from './report.ts'

const actions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const

/** The body of a message/delivery-status part (RFC 3464): one block about the mail, then one for each recipient. */
export function readDeliveryStatus(body: string): RecipientReport[] {
  return body
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .map(fieldsOf)
    .flatMap((fields) => {
      const action = actions.find((known) => known === fields.get('action')?.toLowerCase().trim())
      if (!action || !(fields.has('final-recipient') || fields.has('original-recipient'))) return []
      const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? null
      return [
        {
          // Where a mailbox forwards, the final recipient is somebody we never wrote to.
          recipient:
            typedAddress(fields.get('original-recipient')) ?? typedAddress(fields.get('final-recipient')),
          action,
          status,
          lasting: lastingOf(action, status),
          diagnostic: fields.get('diagnostic-code')?.replace(/^[a-z0-9-]+\s*;\s*/i, '') ?? null,
        },
      ]
    })
}

/** The status decides; a server that gave up after days of trying still says 4 and means that the address may be good. */
export function lastingOf(
  action: RecipientReport['action'],
  status: string | null,
): RecipientReport['lasting'] {
  if (action !== 'failed' && action !== 'delayed') return 'none'
  if (status === null) return action === 'failed' ? 'permanent' : 'temporary'
  return status.startsWith('5') ? 'permanent' : 'temporary'
}

function fieldsOf(block: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of block.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  return fields
}

/** `rfc822; ann@school.example`, sometimes with angle brackets or without the type. */
function typedAddress(value: string | undefined): Address | null {
  const text = (value ?? '').replace(/^[a-z0-9-]+\s*;/i, '').replace(/[<>]/g, '')
  const check = parseAddress(text)
  return check.ok ? check.address : null
}
