import type { Partnership } from '#platform/config/partnership.ts'
import { slotNames, type SlotName } from '#platform/mail/compose/template.ts'
import type { EditionContent } from '../rules/content.ts'
import { renderContentMail } from './edition-mail.ts'

const sample: Readonly<Record<SlotName, string>> = {
  greeting: 'Dear reader',
  'online-url': '#',
  'preferences-url': '#',
  'unsubscribe-url': '#',
}

const fill = (body: string): string =>
  slotNames.reduce((text, name) => text.replaceAll(`[[holdfast:${name}]]`, sample[name]), body)

/** The mail as a reader gets it, with a sample in place of the reader's own links. Pictures come from this very site. */
export async function previewMail(
  content: EditionContent,
  partnership: Partnership,
): Promise<{ html: string; text: string; bytes: number; problem: string | null }> {
  const mail = await renderContentMail(content, { partnership, origin: '' })
  return { ...mail, html: fill(mail.html), text: fill(mail.text) }
}

/** The mail as a program in the dark shows it, whatever the setting of the one who looks. */
export const inTheDark = (html: string): string =>
  html.replaceAll('(prefers-color-scheme: dark)', 'all').replace('content="light dark"', 'content="dark"')

/**
 * The policy for the mail's own document. A mail carries its styles with it, so this one answer allows them; in return it may run
 * nothing, send nothing, fetch only our pictures, lead nowhere and be framed by our own pages only.
 */
export const mailPolicy: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin",
  'x-frame-options': 'SAMEORIGIN',
  'x-content-type-options': 'nosniff',
}
