import { emailKey, isPrivateDomain, isRoleMailbox } from './email.ts'
import type { PeopleIndex } from './find-person.ts'
import { showName } from './person-name.ts'
import { withoutMailbox, ask } from './working-row.ts'
import type { WorkingRow } from './working-row.ts'

/** Asks about an address before it is written: a private one, a mailbox of a desk, or none at all. One that the register already has is not asked about again. */
export function settleEmail(row: WorkingRow, index: PeopleIndex, privateDomains: readonly string[]): void {
  const { email, name } = row.draft
  const known = row.identity.is === 'known' ? row.identity.person : null
  if (email === null) {
    const dropped =
      row.answers.has(withoutMailbox) ||
      row.doubts.some((doubt) => doubt.kind === 'e-mail' || doubt.kind === 'shared-mailbox')
    if (known !== null || row.identity.is === 'open' || dropped) return
    ask(row, {
      kind: 'e-mail',
      why: 'The row has no e-mail address. Without one they cannot sign in or get the bulletin.',
      choices: [{ key: 'email:without', label: 'Add them without an address' }],
      alike: 'no-email',
    })
    return
  }
  if (known?.email !== null && known?.email !== undefined && emailKey(known.email) === emailKey(email)) return
  const holder = index.byEmail.get(emailKey(email))?.find((person) => person.id !== known?.id)
  if (known !== null && holder !== undefined) {
    ask(row, {
      kind: 'shared-mailbox',
      why: `${email} belongs to ${showName(holder.name)}. One address belongs to one person.`,
      choices: [{ key: withoutMailbox, label: 'Leave their address as it is' }],
    })
    row.draft.email = null
    return
  }
  const isPrivate = isPrivateDomain(email.slice(email.lastIndexOf('@') + 1), privateDomains)
  if (!isPrivate && !isRoleMailbox(email, name)) return
  const answer = ask(row, {
    kind: isPrivate ? 'private-address' : 'role-mailbox',
    why: isPrivate
      ? `${email} looks like a private address.`
      : `${email} looks like the mailbox of a desk or a team, not of one person.`,
    choices: [
      { key: 'email:keep', label: 'Keep it: it is their work address' },
      { key: 'email:without', label: 'Import without the address' },
    ],
    alike: isPrivate ? 'private-address' : `role-mailbox:${emailKey(email)}`,
  })
  if (answer === 'email:without') row.draft.email = null
}
