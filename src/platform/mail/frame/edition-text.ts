import { convert } from 'html-to-text'
import { slot } from '../compose/template.ts'
import { oneLine } from '../one-line.ts'
import type { EditionArticle, EditionFrame } from './edition.ts'
import { foldText } from './text.ts'

const width = 72

/** The edition for those who read mail as text: numbered like the contents list, every link written out where it stands. */
export function editionText(frame: EditionFrame): string {
  const title = oneLine(frame.title)
  const list = frame.articles.map((article, at) =>
    foldText(`${at + 1}. ${oneLine(article.heading)}`, width, '   '),
  )
  return `${[
    oneLine(frame.partnership),
    `${foldText(title, width)}\n${oneLine(frame.dateLine)}`,
    `${slot('greeting')},`,
    `Read this on the web:\n${slot('online-url')}`,
    ...(frame.introduction ? [bodyText(frame.introduction)] : []),
    ...(list.length < 3 ? [] : [`In this edition\n\n${list.join('\n')}`]),
    ...frame.articles.map(articleText),
    ...(frame.closing ? [`${'-'.repeat(24)}\n\n${bodyText(frame.closing)}`] : []),
    `-- \n${foldText(oneLine(frame.why), width)}`,
    `Choose what you get:\n${slot('preferences-url')}`,
    `Unsubscribe:\n${slot('unsubscribe-url')}`,
    `${oneLine(frame.partnership)}\n${oneLine(frame.postalAddress)}`,
  ].join('\n\n')}\n`
}

function articleText(article: EditionArticle, at: number): string {
  const heading = foldText(`${at + 1}. ${oneLine(article.heading)}`, width, '   ')
  const underline = '-'.repeat(Math.max(...heading.split('\n').map((line) => line.length)))
  const picture = article.image?.alt ? [foldText(`[Picture: ${oneLine(article.image.alt)}]`, width)] : []
  return [`${heading}\n${underline}`, ...picture, bodyText(article.html)].join('\n\n')
}

function bodyText(html: string): string {
  return convert(html, {
    wordwrap: width,
    selectors: [
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'] } },
      { selector: 'ul', options: { itemPrefix: '- ' } },
      { selector: 'blockquote', options: { trimEmptyLines: true } },
      ...['h3', 'h4', 'h5'].map((selector) => ({
        selector,
        options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 2 },
      })),
      { selector: 'img', format: 'picture' },
    ],
    formatters: {
      // What it shows, in words; its address would only be noise.
      picture: (element, _walk, builder) => builder.addInline(`[Picture: ${element.attribs['alt'] ?? ''}]`),
    },
  })
    .replaceAll('[[holdfast:', '[holdfast:')
    .trim()
}
