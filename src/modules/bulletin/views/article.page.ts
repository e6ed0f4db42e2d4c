import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { fileHref } from '#platform/files/read-file.ts'
import { diffRichText } from '#platform/richtext/diff.ts'
import { diffToHtml } from '#platform/richtext/diff-html.ts'
import { parseMarkdown } from '#platform/richtext/markdown-parse.ts'
import { toMarkdown } from '#platform/richtext/markdown-write.ts'
import { inWords } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { ArticleRow } from '../actions/change-article.ts'
import type { ArticlePart } from '../tables.ts'
import { formState } from './form-state.ts'
import { section } from './state-words.ts'

export type ArticleView = {
  readonly article: ArticleRow
  readonly title: string
  readonly href: string
  readonly changedBy: string
  readonly others: readonly string[]
  readonly draft: {
    readonly heading: string
    readonly markdown: string
    readonly base_version: number
    readonly saved_at: Temporal.Instant
  } | null
  readonly pictures: readonly { readonly file_id: string; readonly alt: string }[]
  readonly blocks: readonly { readonly name: string; readonly says: string }[]
  /** Why it cannot be changed now, or null. */
  readonly closed: string | null
  readonly changeVoids: boolean
}

const names: Readonly<Record<ArticlePart, string>> = {
  article: 'Article',
  introduction: 'Introduction',
  closing: 'Closing words',
  post: 'Blog post',
}

/** What is typed compared with what stands now, so that two people's work can be brought together by eye. */
const comparison = (article: ArticleRow, form: RawForm): string => {
  const typed = parseMarkdown(String(form['body'] ?? ''))
  return diffToHtml(diffRichText(article.body, typed), { headingShift: 1 })
}

/** The page on which a text is written. `form` is what was typed; without it, what stands now. */
export function articlePage(
  view: ArticleView,
  form: RawForm | null = null,
  errors: readonly FieldError[] = [],
): Page {
  const { article, draft } = view
  const clash = form !== null && Number(form['version']) !== article.version
  const hasHeading = article.part === 'article' || article.part === 'post'
  return {
    template: 'bulletin/article.njk',
    title: article.heading || names[article.part],
    section,
    back: { href: view.href, text: view.title },
    errors,
    scripts: ['editor.js', 'bulletin-editor.js'],
    data: {
      id: article.id,
      kind: names[article.part],
      hasHeading,
      version: article.version,
      number: String(article.version),
      changedBy: view.changedBy,
      changedAt: article.changed_at,
      others: view.others.length > 0 ? inWords(view.others) : null,
      othersCount: view.others.length,
      closed: view.closed,
      removed: article.removed_at !== null,
      changeVoids: view.changeVoids,
      clash: clash ? { heading: article.heading, comparison: comparison(article, form) } : null,
      draft:
        draft && form === null
          ? {
              at: draft.saved_at,
              older: draft.base_version !== article.version,
              heading: draft.heading,
              markdown: draft.markdown,
              base: draft.base_version,
            }
          : null,
      pictures: view.pictures.map((picture) => ({
        href: fileHref(picture.file_id),
        id: picture.file_id,
        alt: picture.alt,
        markdown: `![${picture.alt}](image:${picture.file_id})`,
      })),
      pictureList: JSON.stringify(
        view.pictures.map((picture) => ({
          id: picture.file_id,
          alt: picture.alt,
          src: fileHref(picture.file_id),
        })),
      ),
      blocks: view.blocks,
      form: formState(
        { heading: article.heading, body: toMarkdown(article.body), alt: '', caption: '', ...form },
        errors,
      ),
    },
  }
}
