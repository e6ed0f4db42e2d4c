import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { plural } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import { fileHref } from '#platform/files/read-file.ts'
import { toHtml } from '#platform/richtext/html-write.ts'
import { plainWords } from '#platform/richtext/plain-text.ts'
import type { Block, RichText } from '#platform/richtext/types.ts'
import type { Import } from '../queries/import.ts'
import { fitLine } from '../rules/heading.ts'
import type { ArticlePlan, Mending } from '../rules/import/types.ts'
import { formState } from './form-state.ts'
import { monthOptions } from './month-options.ts'
import { section } from './state-words.ts'

export const fileForImportPage = (errors: readonly FieldError[]): Page => ({
  template: 'bulletin/import-file.njk',
  title: 'Bring in an old bulletin',
  section,
  back: { href: '/editions', text: 'Editions' },
  errors,
  data: { form: formState({}, errors) },
})

const html = (content: readonly Block[]): string =>
  toHtml({ type: 'doc', content }, { imageUrl: fileHref, headingShift: 1 })

const words = (content: readonly Block[]): string =>
  fitLine(plainWords({ type: 'doc', content }), 60) || 'A line without words'

/** The one key for a doubt: its words on the button, and what the button sends. */
const keyFor = (mending: Mending, article: number): { text: string; value: string } => {
  switch (mending.act) {
    case 'mergeWithPrevious':
      return article === 0
        ? { text: 'Make it part of the introduction', value: `merge-${article}` }
        : { text: `Join it to article ${article}`, value: `merge-${article}` }
    case 'mergeWithNext':
      return { text: `Join it to article ${article + 2}`, value: `next-${article}` }
    case 'splitAt':
      break
  }
  return { text: 'Begin a new article there', value: `split-${article}-${mending.block}` }
}

const blockRows = (text: RichText, place: number | 'introduction' | 'closing') =>
  text.content.map((block, index) => ({
    words: words([block]),
    split: `split-${place}-${index}`,
    heading:
      place !== 'introduction' && place !== 'closing' && block.type === 'paragraph'
        ? `heading-${place}-${index}`
        : null,
    body: block.type === 'heading' ? `body-${place}-${index}` : null,
  }))

const articleData = (article: ArticlePlan, index: number) => ({
  number: index + 1,
  id: `article-${index + 1}`,
  heading: fitLine(article.heading) || null,
  long: article.heading.length > 300,
  html: html(article.body.content),
  doubt: article.doubt
    ? {
        why: article.doubt.why,
        key: article.doubt.suggestion ? keyFor(article.doubt.suggestion, index) : null,
        settle: `settle-${index}`,
      }
    : null,
  others: article.alternatives.map((other) => ({ why: other.why, key: keyFor(other.suggestion, index) })),
  merge: keyFor({ act: 'mergeWithPrevious' }, index),
  blocks: blockRows(article.body, index),
})

/** What was read, article by article, with every doubt in sight. Nothing is an edition yet. */
export function importPage(found: Import, errors: readonly FieldError[] = [], form: RawForm = {}): Page {
  const { plan } = found
  const doubts = plan.articles.filter((article) => article.doubt !== null).length
  const articles = plan.articles.map(articleData)
  return {
    template: 'bulletin/import.njk',
    title: 'Look through what was read',
    section,
    back: { href: '/editions/import', text: 'Choose another file' },
    errors,
    scripts: ['import-keys.js'],
    data: {
      id: found.id,
      version: found.version,
      fileName: found.fileName,
      editionId: found.editionId,
      canUndo: found.steps > 0,
      notes: found.notes,
      count: articles.length,
      summary: `${plural(articles.length, 'article')}${doubts > 0 ? `, ${doubts === 1 ? 'one of them' : `${doubts} of them`} in doubt` : ''}`,
      doubts: articles
        .filter((article) => article.doubt)
        .map(({ id, number, heading }) => ({ href: `#${id}`, text: heading ?? `Article ${number}` })),
      introduction:
        plan.introduction.content.length > 0
          ? { html: html(plan.introduction.content), blocks: blockRows(plan.introduction, 'introduction') }
          : null,
      articles,
      closing:
        plan.closing.content.length > 0
          ? { html: html(plan.closing.content), blocks: blockRows(plan.closing, 'closing') }
          : null,
      leftOut: plan.leftOut.map((part, index) => ({
        why: part.why,
        html: html(part.body.content),
        back: `back-${index}`,
      })),
      monthOptions,
      form: formState(
        {
          title: fitLine(plan.title),
          ofMonth: plan.month && plan.year ? String(plan.month) : '',
          ofYear: plan.month && plan.year ? String(plan.year) : '',
          ...form,
        },
        errors,
      ),
    },
  }
}
