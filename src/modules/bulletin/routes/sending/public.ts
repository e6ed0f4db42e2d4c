import { z } from 'zod'
import { goTo, goToSaying, show, type Answer } from '#platform/http/answers.ts'
import { line } from '#platform/http/forms.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { get, post, type RoutePlatform } from '#platform/http/route.ts'
import type { Tx } from '#platform/db/tx.ts'
import { savePreferences, unsubscribe } from '../../actions/sending/preferences.ts'
import { speakFor } from '../../actions/sending/speak-for.ts'
import { askForBulletin, confirmBulletin } from '../../actions/sending/subscribe.ts'
import { sendingEvents } from '../../declarations-sending.ts'
import { linkKeys, readConfirmToken, readReaderToken, type ReaderLink } from '../../mail/reader-link.ts'
import { findOwnMailbox, type OwnMailbox } from '../../queries/sending/readers.ts'
import {
  askedPage,
  confirmPage,
  leavePage,
  leftPage,
  preferencesPage,
  subscribePage,
} from '../../views/sending/public.page.ts'

const params = z.object({ token: z.string().min(10).max(300) })
type Asked = {
  readonly params: { token: string }
  readonly platform: RoutePlatform
  readonly now: Temporal.Instant
}

// Enough for a class that signs up together behind one address, too few to try tokens or fill strangers' mailboxes.
const limit = { max: 30, perSeconds: 600, by: 'address' } as const
const tokenLimit = { max: 120, perSeconds: 600, by: 'address' } as const

/** What the link in the address speaks for. @throws NotHere where we did not make it */
function linkOf({ params: { token }, platform, now }: Asked): ReaderLink {
  const link = readReaderToken(token, linkKeys(platform.signingKey), now)
  if (!link) throw new NotHere('not a link of ours')
  return link
}

/** The mailbox of a link, for its holder's own eyes. Opening it changes nothing: mail scanners open links too. */
async function ownMailbox(tx: Tx, mailboxId: string): Promise<OwnMailbox> {
  await speakFor(tx, { id: mailboxId })
  const mailbox = await findOwnMailbox(tx, mailboxId)
  if (!mailbox) throw new NotHere('no such mailbox')
  return mailbox
}

const asking = [
  get({
    url: '/bulletins/subscribe',
    allow: 'anyone',
    audit: 'none',
    show: () => Promise.resolve(show(subscribePage())),
  }),

  post({
    url: '/bulletins/subscribe',
    allow: 'anyone',
    audit: sendingEvents.subscription_asked,
    limit,
    body: z.object({ address: line('Enter your email address', 254) }),
    act: ({ tx, actor, input, platform, now }) =>
      askForBulletin(tx, actor, { address: input.address, keys: linkKeys(platform.signingKey) }, now),
    leadsTo: () => '/bulletins/subscribe/asked',
    again: ({ form, errors }) => Promise.resolve(show(subscribePage(form, errors))),
  }),

  get({
    url: '/bulletins/subscribe/asked',
    allow: 'anyone',
    audit: 'none',
    show: () => Promise.resolve(show(askedPage())),
  }),

  get({
    url: '/bulletins/confirm/:token',
    allow: 'anyone',
    audit: sendingEvents.subscription_viewed,
    limit: tokenLimit,
    params,
    tells: ({ params: { token }, platform, now }) => ({
      mailbox: readConfirmToken(token, linkKeys(platform.signingKey), now),
    }),
    show: ({ params: { token }, platform, now }) =>
      Promise.resolve(
        show(confirmPage(token, readConfirmToken(token, linkKeys(platform.signingKey), now) !== null)),
      ),
  }),

  post({
    url: '/bulletins/confirm/:token',
    allow: 'anyone',
    audit: sendingEvents.subscribed,
    limit: tokenLimit,
    tokenIsProof: 'the link mailed to the address that asked, for seven days',
    params,
    body: z.object({}),
    act: ({ tx, actor, params: { token }, platform, now }) =>
      confirmBulletin(tx, actor, { token, keys: linkKeys(platform.signingKey) }, now),
    leadsTo: () =>
      goToSaying('/bulletins', 'From now on you get the bulletin. You can leave by a link in every mail.'),
    again: ({ params: { token } }) => Promise.resolve(show(confirmPage(token, false))),
  }),
]

const leaving = [
  get({
    url: '/bulletins/unsubscribe/:token',
    allow: 'anyone',
    audit: sendingEvents.unsubscribe_viewed,
    limit: tokenLimit,
    params,
    tells: (context) => ({ mailbox: linkOf(context).mailboxId }),
    show: async (context) => {
      const mailbox = await ownMailbox(context.tx, linkOf(context).mailboxId)
      return show(leavePage(context.params.token, mailbox))
    },
  }),

  // RFC 8058: a mail program posts here by itself when its reader presses its own button. No page of ours, no cookie, no form token.
  post({
    url: '/bulletins/unsubscribe/:token',
    allow: 'anyone',
    audit: sendingEvents.unsubscribed,
    limit: tokenLimit,
    tokenIsProof: 'the link in a mail to this very mailbox',
    // Mail programs may send the one field as multipart. No file is ever in it.
    files: { most: 0, each: 0 },
    params,
    body: z.object({ 'List-Unsubscribe': z.string().optional() }),
    act: (context) =>
      unsubscribe(
        context.tx,
        context.actor,
        {
          link: linkOf(context),
          how: context.input['List-Unsubscribe'] === 'One-Click' ? 'one_click' : 'page',
        },
        context.now,
      ),
    // A mail program wants a plain yes; a person wants to read that it is done.
    leadsTo: (_result, { input, params: { token } }): Answer =>
      input['List-Unsubscribe'] === 'One-Click'
        ? {
            kind: 'bytes',
            contentType: 'text/plain; charset=utf-8',
            body: 'You get no more of these mails.\n',
          }
        : goTo(`/bulletins/unsubscribed/${token}`),
  }),

  get({
    url: '/bulletins/unsubscribed/:token',
    allow: 'anyone',
    audit: sendingEvents.unsubscribe_viewed,
    limit: tokenLimit,
    params,
    tells: (context) => ({ mailbox: linkOf(context).mailboxId }),
    show: async (context) => {
      const mailbox = await ownMailbox(context.tx, linkOf(context).mailboxId)
      return show(leftPage(context.params.token, mailbox))
    },
  }),
]

const choosing = [
  get({
    url: '/bulletins/preferences/:token',
    allow: 'anyone',
    audit: sendingEvents.preferences_viewed,
    limit: tokenLimit,
    params,
    tells: (context) => ({ mailbox: linkOf(context).mailboxId }),
    show: async (context) => {
      const mailbox = await ownMailbox(context.tx, linkOf(context).mailboxId)
      return show(preferencesPage(context.params.token, mailbox))
    },
  }),

  post({
    url: '/bulletins/preferences/:token',
    allow: 'anyone',
    audit: sendingEvents.preferences_changed,
    limit: tokenLimit,
    tokenIsProof: 'the link in a mail to this very mailbox',
    params,
    body: z.object({
      bulletin: z.enum(['yes', 'no'], 'Choose whether you want the bulletin'),
      blog: z.enum(['yes', 'no'], 'Choose whether you want the posts of the blog'),
    }),
    act: (context) =>
      savePreferences(context.tx, context.actor, { link: linkOf(context), ...context.input }, context.now),
    leadsTo: (_result, { params: { token } }) =>
      goToSaying(`/bulletins/preferences/${token}`, 'Your choice is saved.'),
    again: async (context) => {
      const mailbox = await ownMailbox(context.tx, linkOf(context).mailboxId)
      return show(preferencesPage(context.params.token, mailbox, context.form, context.errors))
    },
  }),
]

/** What anyone may do about the bulletin's mails without signing in. Opening a page changes nothing; pressing its button does. */
export const publicSendingRoutes = [...asking, ...leaving, ...choosing]
