import type { EditionRow } from '../actions/load-edition.ts'

type SendingLink = { readonly text: string; readonly href: string }

/** What can be done about the sending of an edition from where it stands; the pages are those of `routes/sending`. */
export function sendingLinks(_edition: Pick<EditionRow, 'id' | 'state'>): SendingLink[] {
  return []
}
