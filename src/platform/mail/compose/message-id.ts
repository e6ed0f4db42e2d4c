import { createHmac } from 'node:crypto'

/**
 * The same mail to the same reader always carries the same Message-ID, so that a second try is known as the same mail by every
 * server that looks. It is made from ids with our secret: nobody can read a person out of it or make one up.
 */
export function stableMessageId(
  parts: { readonly edition: string; readonly reader: string },
  secret: string,
  domain: string,
): string {
  const seal = createHmac('sha256', secret)
    .update(`message-id\n${parts.edition}\n${parts.reader}`)
    .digest('hex')
  return `<${seal.slice(0, 40)}@${domain}>`
}
