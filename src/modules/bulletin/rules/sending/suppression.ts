type Reason = 'unsubscribed' | 'bounced' | 'complaint' | 'by_hand'

export const reasonWords: Readonly<Record<Reason, string>> = {
  unsubscribed: 'Said no',
  bounced: 'Mail comes back',
  complaint: 'Complained',
  by_hand: 'Barred by hand',
}

/** Why an officer may not take this off the list, or null where they may. A reader's own word is the reader's. */
export function liftRefusal(reason: Reason): string | null {
  if (reason === 'unsubscribed')
    return 'The reader said no themselves. They come back by the link in an old mail, or by asking for the bulletin again.'
  if (reason === 'complaint') return 'The reader complained, so nobody writes to them again.'
  return null
}

/** So many mails of ours must come back for a passing reason within 30 days before an address is taken for dead. */
export const temporaryLimit = 3
export const temporaryDays = 30

/** Whether what came back bars the mailbox from now on. `temporaryMails` counts different mails, not reports. */
export const barsNow = (report: 'permanent' | 'temporary', temporaryMails: number): boolean =>
  report === 'permanent' || temporaryMails >= temporaryLimit

/** An address as its reader knows it again and nobody else learns it: `a…r@school.example`. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at)
  const shown = local.length < 3 ? '…' : `${local.slice(0, 1)}…${local.slice(-1)}`
  return `${shown}${address.slice(at)}`
}
