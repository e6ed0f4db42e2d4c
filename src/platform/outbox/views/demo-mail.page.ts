import type { Page } from '#platform/views/render.ts'
import type { ShownMail } from '../queries/shown-mail.ts'
import { textParts } from '../rules/text-parts.ts'

export const demoMailboxPage = (mails: readonly ShownMail[]): Page => ({
  template: 'outbox/demo-mailbox.njk',
  title: 'Mail of the demo',
  section: 'Demo',
  data: { mails: mails.map((mail) => ({ ...mail, href: `/demo/mail/${mail.id}` })) },
})

export const demoMailPage = (mail: ShownMail & { text: string; html: string | null }): Page => ({
  template: 'outbox/demo-mail.njk',
  title: mail.subject,
  section: 'Mail of the demo',
  back: { href: '/demo/mail', text: 'All mail of the demo' },
  data: {
    to: mail.to,
    at: mail.at,
    // Blank lines part paragraphs; within one, each line of the mail stays a line.
    paragraphs: mail.text
      .split(/\n{2,}/)
      .filter((paragraph) => paragraph.trim() !== '')
      .map((paragraph) => paragraph.split('\n').map((line) => textParts(line))),
    asMail: mail.html === null ? null : `/demo/mail/${mail.id}/html`,
  },
})
