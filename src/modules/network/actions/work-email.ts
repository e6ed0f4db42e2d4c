import type { Tx } from '#platform/db/tx.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { parseAddress } from '#platform/mail/address.ts'
import { isPrivateDomain } from '../rules/import/email.ts'
import { networkIn } from '../tables.ts'
import { sql } from 'kysely'

/** A work address as a coordinator typed it: checked, and not a private one unless they say that it is the only one. */
export function readWorkEmail(typed: string | null, confirmedPrivate: boolean): string | null {
  if (typed === null) return null
  const check = parseAddress(typed)
  if (!check.ok) throw new Refusal('no_address', check.problem.replace(/\.$/, ''), 'email')
  const domain = check.address.slice(check.address.lastIndexOf('@') + 1)
  if (isPrivateDomain(domain) && !confirmedPrivate)
    throw new Refusal(
      'private_address',
      'This looks like a private address. Enter the work address, or tick that they have no other.',
      'email',
    )
  return check.address
}

/** Whether somebody else signs in with this mailbox already. Two may share one; only the first signs in with it. */
export async function mailboxIsTaken(tx: Tx, email: string | null, besides: string | null): Promise<boolean> {
  if (email === null) return false
  const { rows } = await sql`
    select from network.person where lower(work_email) = lower(${email}) and signs_in and left_at is null
      and id is distinct from ${besides} limit 1`.execute(networkIn(tx))
  return rows.length > 0
}
