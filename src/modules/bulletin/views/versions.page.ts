import { diffRichText } from '#platform/richtext/diff.ts'
import { diffToHtml, hasChanges } from '#platform/richtext/diff-html.ts'
import { emptyRichText } from '#platform/richtext/plain-text.ts'
import type { RichText } from '#platform/richtext/types.ts'
import { wordDifference } from '#platform/views/difference.ts'
import { moment } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { ArticleRow } from '../actions/change-article.ts'
import { section } from './state-words.ts'

type Listed = {
  readonly number: number
  readonly heading: string
  readonly saved_by: string | null
  readonly saved_at: Temporal.Instant
  readonly restores: number | null
  readonly imported: boolean
}
type Version = Listed & { readonly body: RichText }
type NameOf = (id: string | null) => string

const about = (version: Listed): string =>
  version.imported
    ? 'Brought in from a file'
    : version.restores !== null
      ? `Brought version ${version.restores} back`
      : ''

/** Every saved version of a text, the newest first. */
export const versionsPage = (article: ArticleRow, versions: readonly Listed[], nameOf: NameOf): Page => ({
  template: 'bulletin/versions.njk',
  title: 'Versions',
  section,
  back: { href: `/articles/${article.id}`, text: article.heading || 'The text' },
  data: {
    columns: [{ text: 'Version' }, { text: 'Saved by' }, { text: 'On' }, { text: 'Heading' }],
    rows: versions.map((version) => ({
      current: version.number === article.version,
      cells: [
        {
          text: `Version ${version.number}`,
          href: `/articles/${article.id}/versions/${version.number}`,
          note: about(version),
        },
        { text: nameOf(version.saved_by) },
        { text: moment(version.saved_at) },
        { text: version.heading, otherwise: 'No heading' },
      ],
    })),
  },
})

/** One version beside the one before it, or beside any other, word by word. */
export function versionPage(
  article: ArticleRow,
  before: Version | null,
  after: Version,
  nameOf: NameOf,
): Page {
  const difference = diffRichText(before?.body ?? emptyRichText, after.body)
  return {
    template: 'bulletin/version.njk',
    title: `Version ${after.number}`,
    section,
    back: { href: `/articles/${article.id}/versions`, text: 'Versions' },
    data: {
      id: article.id,
      number: String(after.number),
      current: after.number === article.version,
      latest: article.version,
      saved: `${nameOf(after.saved_by)}, ${moment(after.saved_at)}`,
      about: about(after),
      beforeName: before ? `version ${before.number}` : 'nothing',
      afterName: `version ${after.number}`,
      heading: wordDifference(before?.heading ?? '', after.heading),
      html: diffToHtml(difference, { headingShift: 1 }),
      changed: hasChanges(difference) || before?.heading !== after.heading,
      withLatest:
        after.number === article.version
          ? null
          : `/articles/${article.id}/versions/${article.version}?with=${after.number}`,
    },
  }
}
