import type { Partnership } from '#platform/config/partnership.ts'
import { fileHref } from '#platform/files/read-file.ts'
import { renderEditionMail, type RenderedEdition } from '#platform/mail/frame/edition.ts'
import { toHtml } from '#platform/richtext/html-write.ts'
import type { PostContent } from '../rules/content.ts'

/** A post of the blog as a mail: its words in the frame of the bulletin. */
export const renderPostMail = (
  content: PostContent,
  around: { readonly partnership: Partnership; readonly origin: string },
): Promise<RenderedEdition> =>
  renderEditionMail({
    partnership: around.partnership.name,
    title: content.title,
    dateLine: `By ${content.author}`,
    preheader: content.summary,
    articles: [
      {
        id: 'post',
        heading: content.title,
        html: toHtml(content.body, {
          imageUrl: (id) => `${around.origin}${fileHref(id)}`,
          headingShift: 1,
        }),
      },
    ],
    why: 'You get this because you asked for the posts of the blog.',
    postalAddress: around.partnership.postalAddress,
  })
