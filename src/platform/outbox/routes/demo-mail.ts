import { z } from 'zod'
import { bytes, show } from '#platform/http/answers.ts'
import { id } from '#platform/http/forms.ts'
import type { DeclaredRoute } from '#platform/http/route.ts'
import { get } from '#platform/http/route.ts'
import type { MailFrame } from '../notice-words.ts'
import { findShownMail, listShownMail } from '../queries/shown-mail.ts'
import { demoMailboxPage, demoMailPage } from '../views/demo-mail.page.ts'

const params = z.object({ mailId: id() })

/** The demonstration's mailbox, open to everyone: its people are invented. Not part of a production installation. */
export const demoMailRoutes = (frame: MailFrame): readonly DeclaredRoute[] => [
  get({
    url: '/demo/mail',
    allow: 'anyone',
    audit: 'none',
    show: async ({ tx }) => show(demoMailboxPage(await listShownMail(tx))),
  }),

  get({
    url: '/demo/mail/:mailId',
    allow: 'anyone',
    audit: 'none',
    params,
    show: async ({ tx, params: { mailId } }) => {
      const mail = await findShownMail(tx, mailId, frame)
      return mail && show(demoMailPage(mail))
    },
  }),

  get({
    url: '/demo/mail/:mailId/html',
    allow: 'anyone',
    audit: 'none',
    params,
    show: async ({ tx, params: { mailId } }) => {
      const mail = await findShownMail(tx, mailId, frame)
      if (!mail || mail.html === null) return null
      return bytes('text/html; charset=utf-8', mail.html, {
        // A mail is full of inline styles, which our pages forbid. The sandbox keeps everything else away: no script, no form.
        headers: {
          'content-security-policy':
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox allow-popups",
        },
      })
    },
  }),
]
