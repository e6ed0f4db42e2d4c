import type { Page } from '#platform/views/render.ts'
import type { MailCounts } from '../queries/count-mail.ts'
import type { TroubledMail } from '../queries/list-troubled-mail.ts'
import type { MailState } from '../tables.ts'

const tags: Partial<Record<MailState, { tone: string; text: string }>> = {
  in_doubt: { tone: 'late', text: 'In doubt' },
  refused: { tone: 'late', text: 'Refused' },
  later: { tone: 'due', text: 'Trying again' },
  lapsed: { tone: 'neutral', text: 'Too late' },
}

export const mailQueuePage = (given: { counts: MailCounts; troubled: readonly TroubledMail[] }): Page => ({
  template: 'outbox/mail-queue.njk',
  title: 'Mail queue',
  section: 'Administration',
  data: {
    counts: [
      { text: 'Waiting', number: given.counts.queued + given.counts.sending },
      { text: 'Trying again', number: given.counts.later },
      { text: 'In doubt', number: given.counts.in_doubt },
      { text: 'Refused', number: given.counts.refused },
      { text: 'Taken by the mail server', number: given.counts.sent },
      ...(given.counts.kept > 0
        ? [{ text: 'Kept in the mailbox of the demo', number: given.counts.kept }]
        : []),
    ],
    troubled: given.troubled.map((mail) => ({
      reference: mail.id,
      purpose: mail.purpose,
      tag: tags[mail.state],
      answer: mail.last_answer ?? (mail.last_code === null ? '' : String(mail.last_code)),
      tries: mail.tries,
      at: mail.changed_at,
      nextTryAt: mail.next_try_at,
      again: mail.content_removed_at || mail.state === 'lapsed' ? null : `/mail-queue/${mail.id}/try-again`,
    })),
  },
})
