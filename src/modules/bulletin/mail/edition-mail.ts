import type { Partnership } from '#platform/config/partnership.ts'
import { renderEditionMail, type RenderedEdition } from '#platform/mail/frame/edition.ts'
import { fileHref } from '#platform/files/read-file.ts'
import { toHtml } from '#platform/richtext/html-write.ts'
import type { RichText } from '#platform/richtext/types.ts'
import { monthInFull } from '#platform/views/format.ts'
import type { EditionContent, FrozenPicture } from '../rules/content.ts'
import { headingShift } from '../rules/heading-levels.ts'

type Around = { readonly partnership: Partnership; readonly origin: string }

// The width of the mail's sheet between its margins.
const sheetWidth = 576

/**
 * The mail of frozen content, the same for every reader but for the slots. Both the preview and the sending make it with this
 * one function, so that what was looked at is what goes out.
 */
export const renderContentMail = (content: EditionContent, around: Around): Promise<RenderedEdition> =>
  renderEditionMail({
    partnership: around.partnership.name,
    title: content.title,
    dateLine: content.month ? monthInFull(Temporal.PlainDate.from(content.month)) : '',
    preheader: content.preheader,
    ...(content.introduction ? { introduction: mailHtml(content.introduction, content, around) } : {}),
    articles: content.articles.map((article, index) => ({
      id: `article-${index + 1}`,
      heading: article.heading,
      html: mailHtml(article.body, content, around),
    })),
    ...(content.closing ? { closing: mailHtml(content.closing, content, around) } : {}),
    why: `You get this because you work with ${around.partnership.name} or asked for its bulletin.`,
    postalAddress: around.partnership.postalAddress,
  })

/** The sentence for the writer when the mail would be cut off by mail programs, else null. */
export const weighMail = async (content: EditionContent, around: Around): Promise<string | null> =>
  (await renderContentMail(content, around)).problem

/** Our own clean HTML in the shape mail programs take: pictures with a width of their own, no figures. */
function mailHtml(text: RichText, content: EditionContent, around: Around): string {
  const html = toHtml(text, {
    imageUrl: (id) => `${around.origin}${fileHref(id)}`,
    headingShift: headingShift(text, 3),
  })
  const sized = html.replace(/<img src="([^"]*\/files\/([^"/]+))"/g, (_all, src: string, id: string) => {
    const width = Math.min(sheetWidth, widthOf(content.pictures, id))
    return `<img width="${width}" style="max-width:100%;height:auto;border:0" src="${src}"`
  })
  return sized
    .replaceAll('<figure>', '<div>')
    .replaceAll('</figure>', '</div>')
    .replaceAll('<figcaption', '<p')
    .replaceAll('</figcaption>', '</p>')
    .replaceAll('<hr>', '<hr style="border:0;border-top:1px solid #B9C6C9">')
}

const widthOf = (pictures: readonly FrozenPicture[], id: string): number =>
  pictures.find((picture) => picture.id === id)?.width || sheetWidth
