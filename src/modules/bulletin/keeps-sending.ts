import type { Keeping } from '#platform/declare/module.ts'

/** How long the rows of sending are kept. `jobs/sweep-ledger.ts` does it. */
export const sendingKeeps: readonly Keeping[] = [
  {
    table: 'bulletin.mailbox',
    kept: 'while it is written to or on the list of those who must not be; a request never confirmed, 7 days',
    because: 'a link in an old mail must still end the mails',
  },
  {
    table: 'bulletin.suppression',
    kept: 'for good',
    because: 'nobody who said no may be written to again by a slip',
  },
  {
    table: 'bulletin.sending',
    kept: 'for good',
    because: 'the partnership must be able to show what it sent and when',
  },
  {
    table: 'bulletin.delivery',
    kept: 'two years after the sending ended; counts stay',
    because: 'a correction or a question about a mail comes within that time',
  },
  { table: 'bulletin.figure', kept: 'for good', because: 'it is about nobody' },
  {
    table: 'bulletin.sending_worker',
    kept: 'until its mails are settled',
    because: 'it says which process holds which mails',
  },
  {
    table: 'bulletin.report',
    kept: 'two years',
    because: 'bounces are counted for 30 days and asked about later',
  },
]
