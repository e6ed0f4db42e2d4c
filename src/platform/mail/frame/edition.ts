import { slot } from '../compose/template.ts'
import { oneLine } from '../one-line.ts'
import { darkStyle, inlineStyle } from './edition-style.ts'
import { editionText } from './edition-text.ts'
import { light, systemFont } from './colours.ts'
import { escapeHtml, hrefOf } from './escape.ts'
import type { RenderedMail } from './notice.ts'

export type EditionArticle = {
  /** Letters, digits and `-`: where the contents list leads. */
  readonly id: string
  readonly heading: string
  /** Clean HTML of our own rich text: paragraphs, lists, quotations, links, emphasis, h3. No style, no script. */
  readonly html: string
  readonly image?:
    | { readonly url: string; readonly alt: string; readonly caption?: string | undefined }
    | undefined
}

export type EditionFrame = {
  readonly partnership: string
  readonly title: string
  /** Beside the title, such as `March 2026`. */
  readonly dateLine: string
  /** What a list of mails shows after the subject. */
  readonly preheader: string
  /** Words before the contents list and after the last article: clean HTML as an article's. */
  readonly introduction?: string | undefined
  readonly closing?: string | undefined
  readonly articles: readonly EditionArticle[]
  /** Why this reader gets it, in a sentence. */
  readonly why: string
  readonly postalAddress: string
}

export type RenderedEdition = RenderedMail & {
  readonly bytes: number
  /** A sentence for the editor when the mail is too heavy to be sent, else null. */
  readonly problem: string | null
}

// Gmail cuts a mail off at 102 kB of HTML, and with it the link for unsubscribing.
const mostBytes = 100_000

/**
 * The two bodies of an edition, the same for every reader but for the slots (greeting, online, preferences, unsubscribe), which
 * `compileMime` knows. Nothing in it is fetched but the pictures, and no address in it tells who reads.
 */
export async function renderEditionMail(frame: EditionFrame): Promise<RenderedEdition> {
  for (const article of frame.articles) {
    if (!/^[A-Za-z][A-Za-z0-9-]{0,60}$/.test(article.id))
      throw new Error('An article id is letters, digits and - only')
  }
  for (const html of [
    frame.introduction ?? '',
    ...frame.articles.map((article) => article.html),
    frame.closing ?? '',
  ])
    if (/<\/?(?:mj|script|style|iframe|form|object|embed)/i.test(html))
      throw new Error('Only clean rich text may reach a mail')
  // Once an edition, and a hundred megabytes of memory: only the process that needs it carries it.
  const { default: mjml2html } = await import('mjml')
  const { html: made } = await mjml2html(editionMjml(frame), {
    validationLevel: 'strict',
    keepComments: false,
    fonts: {},
  })
  // The indentation of MJML is a tenth of the mail and means nothing.
  const html = made.replace(/\n\s+/g, '\n')
  const bytes = Buffer.byteLength(html)
  const problem =
    bytes < mostBytes
      ? null
      : `The mail has ${Math.ceil(bytes / 1000)} kB, and mail programs cut off after 100 kB. Shorten some articles and link to the rest.`
  return { html, text: editionText(frame), bytes, problem }
}

function editionMjml(frame: EditionFrame): string {
  return `<mjml lang="en-GB" dir="ltr">
<mj-head>
  <mj-title>${escapeHtml(oneLine(frame.title))}</mj-title>
  <mj-preview>${escapeHtml(oneLine(frame.preheader))}</mj-preview>
  <mj-attributes>
    <mj-all font-family="${systemFont}" />
    <mj-text color="${light.ink}" font-size="16px" line-height="25px" padding="0" />
    <mj-section padding="0" />
    <mj-column padding="0" />
  </mj-attributes>
  <mj-raw><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"></mj-raw>
  <mj-style>${darkStyle}</mj-style>
  <mj-style inline="inline">${inlineStyle}</mj-style>
</mj-head>
<mj-body width="640px" background-color="${light.mist}" css-class="ground">
  <mj-section padding="12px 24px"><mj-column>
    <mj-text align="right" font-size="14px" line-height="20px" color="${light.quiet}" css-class="quiet"><a class="link" href="${slot('online-url')}">Read this on the web</a></mj-text>
  </mj-column></mj-section>
  <mj-section background-color="${light.tide}" padding="28px 32px"><mj-column>
    <mj-text color="#FFFFFF" font-size="16px" line-height="22px">${escapeHtml(oneLine(frame.partnership))}</mj-text>
    <mj-text color="#FFFFFF" padding="8px 0 4px"><h1 class="title">${escapeHtml(oneLine(frame.title))}</h1></mj-text>
    <mj-text color="#D5E6EB" font-size="16px" line-height="22px">${escapeHtml(oneLine(frame.dateLine))}</mj-text>
  </mj-column></mj-section>
  <mj-section background-color="${light.paper}" css-class="sheet" padding="28px 32px 8px"><mj-column>
    <mj-text css-class="ink"><p>${slot('greeting')},</p>${withoutSlots(frame.introduction ?? '')}</mj-text>
  </mj-column></mj-section>
  ${contents(frame.articles)}
  ${frame.articles.map(articleSection).join('\n')}
  ${closingSection(frame.closing ?? '')}
  <mj-section padding="24px 32px 40px"><mj-column>
    <mj-text font-size="14px" line-height="21px" color="${light.quiet}" css-class="quiet">
      <p>${escapeHtml(oneLine(frame.why))}</p>
      <p><a class="link" href="${slot('preferences-url')}">Choose what you get</a> &nbsp;·&nbsp; <a class="link" href="${slot('unsubscribe-url')}">Unsubscribe</a></p>
      <p>${escapeHtml(oneLine(frame.partnership))}<br>${escapeHtml(oneLine(frame.postalAddress))}</p>
    </mj-text>
  </mj-column></mj-section>
</mj-body>
</mjml>`
}

/** Where there is little to choose from, a list of it only stands in the way. */
function contents(articles: readonly EditionArticle[]): string {
  if (articles.length < 3) return ''
  const items = articles.map(
    (article) => `<li><a class="link" href="#${article.id}">${escapeHtml(oneLine(article.heading))}</a></li>`,
  )
  return `<mj-section background-color="${light.paper}" css-class="sheet" padding="0 32px 28px"><mj-column background-color="${light.mist}" css-class="panel" padding="20px 24px 8px">
    <mj-text css-class="ink"><h2 class="contents">In this edition</h2><ol>${items.join('')}</ol></mj-text>
  </mj-column></mj-section>`
}

function articleSection(article: EditionArticle): string {
  const image = article.image
  const picture = image
    ? `<mj-image src="${hrefOf(image.url)}" alt="${escapeHtml(oneLine(image.alt))}" padding="4px 0 16px" width="576px" />${
        image.caption
          ? `<mj-text font-size="14px" line-height="20px" color="${light.quiet}" css-class="quiet" padding="0 0 16px">${escapeHtml(oneLine(image.caption))}</mj-text>`
          : ''
      }`
    : ''
  return `<mj-section background-color="${light.paper}" css-class="sheet" padding="0 32px"><mj-column border-top="1px solid ${light.line}" css-class="rule" padding="28px 0 12px">
    <mj-text css-class="ink"><h2 class="heading" id="${article.id}">${escapeHtml(oneLine(article.heading))}</h2></mj-text>
    ${picture}
    <mj-text css-class="ink">${withoutSlots(article.html)}</mj-text>
  </mj-column></mj-section>`
}

function closingSection(html: string): string {
  if (html === '') return ''
  return `<mj-section background-color="${light.paper}" css-class="sheet" padding="0 32px"><mj-column border-top="1px solid ${light.line}" css-class="rule" padding="28px 0 12px">
    <mj-text css-class="ink">${withoutSlots(html)}</mj-text>
  </mj-column></mj-section>`
}

/** Words of an article that happen to look like a slot stay words. */
function withoutSlots(html: string): string {
  return html.replaceAll('[[holdfast:', '&#91;&#91;holdfast:')
}
