import { fileHref } from '#platform/files/read-file.ts'
import { toHtml } from '#platform/richtext/html-write.ts'
import type { RichText } from '#platform/richtext/types.ts'
import { monthInFull } from '#platform/views/format.ts'
import type { EditionContent, PostContent } from '../rules/content.ts'
import { headingShift } from '../rules/heading-levels.ts'

const html = (text: RichText, highest: number): string =>
  toHtml(text, { imageUrl: fileHref, headingShift: headingShift(text, highest) }).replaceAll(
    '<img ',
    '<img loading="lazy" decoding="async" ',
  )

type OpenContent = Omit<EditionContent, 'audience'>

/** An edition as the web shows it: the same in the preview, before approval and in the archive. */
export const webEdition = (content: OpenContent) => ({
  title: content.title,
  month: content.month ? monthInFull(Temporal.PlainDate.from(content.month)) : null,
  introduction: content.introduction ? html(content.introduction, 2) : null,
  articles: content.articles.map((article, index) => ({
    id: `article-${index + 1}`,
    heading: article.heading,
    html: html(article.body, 3),
  })),
  closing: content.closing ? html(content.closing, 2) : null,
})

export const webPost = (content: PostContent) => ({
  title: content.title,
  author: content.author,
  summary: content.summary,
  html: html(content.body, 2),
})
