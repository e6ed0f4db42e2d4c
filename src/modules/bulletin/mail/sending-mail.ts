import { addressOf, domainOf } from '#platform/mail/address.ts'
import type { BulkMail } from '#platform/mail/bulk/batch.ts'
import { sealedMessageId } from '#platform/mail/compose/message-id.ts'
import { compileMime, type ReaderValues, type Template } from '#platform/mail/compose/template.ts'
import type { Means } from '#platform/declare/means.ts'
import type { RenderedEdition } from '#platform/mail/frame/edition.ts'
import type { ClaimedMail } from '../actions/sending/claim-batch.ts'
import { readSent, type SendingRow } from '../queries/sending/find-sending.ts'
import type { Content } from '../rules/content.ts'
import { renderContentMail } from './edition-mail.ts'
import { renderPostMail } from './post-mail.ts'
import { linkKeys, readerToken } from './reader-link.ts'

export type SendingMail = {
  readonly subject: string
  readonly rendered: RenderedEdition
  readonly template: Template
  readonly mailFor: (claimed: ClaimedMail) => BulkMail & { readonly values: ReaderValues }
}

type Sent = Pick<SendingRow, 'id' | 'kind' | 'content' | 'sha256' | 'edition_id' | 'post_id' | 'started_at'>

/**
 * Makes the mail of a sending once: everything that is the same for all readers, and how one reader's own links are made.
 * @throws Error where what is to be sent does not have its hash, or is too heavy to arrive whole
 */
export async function makeSendingMail(sending: Sent, means: Means): Promise<SendingMail> {
  const content = readSent(sending)
  const rendered = await render(content, means)
  if (rendered.problem !== null) throw new Error('what is to be sent is too heavy to arrive whole')
  const subject = subjectOf(content, sending.kind === 'test')
  const { from } = means.mail
  const domain = domainOf(from.address)
  const template = compileMime({
    from,
    subject,
    text: rendered.text,
    html: rendered.html,
    list: { name: `${means.partnership.name} bulletin`, id: `bulletin.${domain}` },
  })
  const keys = linkKeys(means.signingKey)
  const secret = messageSecret(means.signingKey)
  const sent = sending.kind === 'test' ? sending.id : (sending.edition_id ?? sending.post_id ?? sending.id)
  // The same for every reader and every try, so that a second try is the very same mail.
  const date = new Date(sending.started_at.epochMilliseconds)
  const onlineUrl = `${means.origin}${onlinePath(content, sending.kind === 'test')}`
  return {
    subject,
    rendered,
    template,
    mailFor: (claimed) => {
      const token = readerToken({ mailboxId: claimed.mailboxId, sendingId: sending.id }, keys)
      const to = addressOf(claimed.address)
      return {
        id: claimed.mailboxId,
        envelope: { from: from.address, to },
        values: {
          to: { address: to, name: claimed.name },
          messageId: sealedMessageId({ sent, reader: claimed.mailboxId }, secret, domain),
          date,
          greeting: greetingOf(claimed),
          onlineUrl,
          preferencesUrl: `${means.origin}/bulletins/preferences/${token}`,
          unsubscribeUrl: `${means.origin}/bulletins/unsubscribe/${token}`,
        },
      }
    },
  }
}

/** What seals the names of our mails. */
export const messageSecret = (signingKey: Means['signingKey']): string =>
  signingKey('message ids').toString('base64url')

const render = (content: Content, means: Means): Promise<RenderedEdition> =>
  content.kind === 'edition' ? renderContentMail(content, means) : renderPostMail(content, means)

function subjectOf(content: Content, isTest: boolean): string {
  const subject = content.kind === 'edition' ? content.subject : content.title
  return isTest ? `Test: ${subject}` : subject
}

/** A test may be of words that are not on the web yet. */
function onlinePath(content: Content, isTest: boolean): string {
  if (content.kind === 'post') return `/blog/${content.slug}`
  return isTest ? `/editions/${content.editionId}` : `/bulletins/${content.slug}`
}

function greetingOf(claimed: Pick<ClaimedMail, 'name' | 'organisationKind'>): string {
  if (claimed.name !== '') return `Dear ${claimed.name}`
  return claimed.organisationKind === 'outside' || claimed.organisationKind === 'blog'
    ? 'Dear reader'
    : 'Dear colleague'
}
