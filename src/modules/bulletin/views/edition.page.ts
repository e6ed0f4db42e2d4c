import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { day, moment, monthInFull, plural } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import { plainWords } from '#platform/richtext/plain-text.ts'
import type { RichText } from '#platform/richtext/types.ts'
import type { EditionRow } from '../actions/load-edition.ts'
import type { ApprovalListed } from '../queries/edition.ts'
import type { Missing } from '../rules/readiness.ts'
import { stateAfter } from '../rules/state.ts'
import { formState } from './form-state.ts'
import { approvalTags, editionTags, section } from './state-words.ts'

type Text = {
  readonly id: string
  readonly part: string
  readonly heading: string
  readonly body: RichText
  readonly changed_by: string | null
  readonly changed_at: Temporal.Instant
}

export type EditionView = {
  readonly edition: EditionRow
  readonly texts: readonly Text[]
  readonly takenOut: readonly { readonly id: string; readonly part: string; readonly heading: string }[]
  readonly approvals: readonly ApprovalListed[]
  readonly missing: readonly Missing[]
  readonly nameOf: (id: string | null) => string
  readonly publication: { readonly slug: string } | undefined
  readonly corrects: { readonly id: string; readonly title: string } | null
  /** What those who send it can do from here, handed in by the routes that do it. */
  readonly sendingLinks: readonly { readonly text: string; readonly href: string }[]
}

const partNames: Readonly<Record<string, string>> = { introduction: 'Introduction', closing: 'Closing words' }

const wordCount = (body: RichText): number =>
  plainWords(body)
    .split(/\s+/)
    .filter((word) => word !== '').length

const hrefOf = (edition: EditionRow, missing: Missing): string =>
  missing.at === 'lines'
    ? `/editions/${edition.id}/lines`
    : missing.at === 'articles'
      ? '#articles'
      : missing.at === 'audience'
        ? `/editions/${edition.id}/audience`
        : `/articles/${missing.at}`

/** One edition: what to do next first, then its articles in order, its own lines, and what was decided about it. */
export function editionPage(view: EditionView, errors: readonly FieldError[] = [], form: RawForm = {}): Page {
  const { edition, nameOf } = view
  const articles = view.texts.filter((text) => text.part === 'article')
  const live = view.approvals.find((approval) => approval.state === 'asked' || approval.state === 'approved')
  const row = (text: Text, index: number) => ({
    id: text.id,
    number: text.part === 'article' ? String(index + 1) : '',
    heading: text.part === 'article' ? text.heading || 'An article without a heading' : partNames[text.part],
    words: plural(wordCount(text.body), 'word'),
    by: `${nameOf(text.changed_by)}, ${moment(text.changed_at)}`,
    first: index === 0,
    last: index === articles.length - 1,
    moves: text.part === 'article' && articles.length > 1,
  })
  const rejected =
    view.approvals[0]?.state === 'rejected' && edition.state === 'draft' ? view.approvals[0] : null
  return {
    template: 'bulletin/edition.njk',
    title: edition.title,
    section,
    back: { href: '/editions', text: 'Editions' },
    errors,
    data: {
      id: edition.id,
      state: edition.state,
      status: editionTags[edition.state],
      canChange: stateAfter(edition.state, 'change') !== null,
      changeVoids: edition.state === 'in_approval' || edition.state === 'approved',
      canCancel: stateAfter(edition.state, 'cancel') !== null,
      canCorrect: edition.state === 'sent',
      corrects: view.corrects,
      facts: [
        { label: 'Month', text: edition.month_on ? monthInFull(edition.month_on) : 'None' },
        ...(edition.scheduled_for
          ? [{ label: 'Goes out', text: moment(edition.scheduled_for) }]
          : edition.sent_at
            ? [{ label: 'Sent', text: moment(edition.sent_at) }]
            : [{ label: 'Planned for', text: edition.planned_on ? day(edition.planned_on) : 'No day yet' }]),
        ...(view.publication
          ? [
              {
                label: 'On the web',
                text: `/bulletins/${view.publication.slug}`,
                href: `/bulletins/${view.publication.slug}`,
              },
            ]
          : []),
        { label: 'Made by', text: nameOf(edition.created_by) },
      ],
      lines: [
        { label: 'Title', text: edition.title },
        { label: 'Subject of the mail', text: edition.subject },
        { label: 'Preheader', text: edition.preheader },
      ],
      missing: view.missing.map((one) => ({ text: one.sentence, href: hrefOf(edition, one) })),
      live: live
        ? {
            id: live.id,
            asked: `${nameOf(live.asked_by)} asked on ${moment(live.asked_at)}`,
            decided:
              live.decided_at && live.decided_by
                ? `${nameOf(live.decided_by)}${live.decided_for ? `, for ${nameOf(live.decided_for)},` : ''} approved it on ${moment(live.decided_at)}`
                : null,
          }
        : null,
      rejected: rejected
        ? {
            id: rejected.id,
            by: nameOf(rejected.decided_by),
            comments: rejected.comments,
          }
        : null,
      isPublished: view.publication !== undefined,
      texts: [
        ...view.texts.filter((text) => text.part === 'introduction').map((text) => row(text, -1)),
        ...articles.map(row),
        ...view.texts.filter((text) => text.part === 'closing').map((text) => row(text, -1)),
      ],
      articleCount: articles.length,
      hasIntroduction: view.texts.some((text) => text.part === 'introduction'),
      hasClosing: view.texts.some((text) => text.part === 'closing'),
      takenOut: view.takenOut.map((text) => ({
        id: text.id,
        heading: text.heading || partNames[text.part] || 'An article without a heading',
      })),
      approvals: view.approvals.map((approval) => ({
        id: approval.id,
        number: String(approval.number),
        tag: approvalTags[approval.state],
        asked: `${nameOf(approval.asked_by)}, ${moment(approval.asked_at)}`,
        decided: approval.decided_by
          ? `${nameOf(approval.decided_by)}, ${moment(approval.decided_at ?? approval.asked_at)}`
          : null,
      })),
      sendingLinks: view.sendingLinks,
      form: formState({ note: '', heading: '', ...form }, errors),
    },
  }
}
