import type { EditionRow } from '../actions/load-edition.ts'

type SendingLink = { readonly text: string; readonly href: string }

/** What can be done about the sending of an edition from where it stands; the pages are those of `routes/sending`. */
export function sendingLinks(edition: Pick<EditionRow, 'id' | 'state'>): SendingLink[] {
  const send = `/editions/${edition.id}/send`
  switch (edition.state) {
    case 'draft':
    case 'in_approval':
      return [{ text: 'Send a test mail', href: send }]
    case 'approved':
      return [{ text: 'Send or schedule it', href: send }]
    case 'scheduled':
      return [{ text: 'See when it goes out', href: send }]
    case 'sending':
      return [{ text: 'See how far it is', href: send }]
    case 'sent':
      return [
        { text: 'Figures', href: `/editions/${edition.id}/figures` },
        { text: 'What was sent', href: send },
      ]
    case 'cancelled':
      return []
  }
}
