import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { moment } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { ApprovalView } from '../queries/approval.ts'
import { cannotDecide } from '../rules/approval.ts'
import { contentDifference } from './difference.ts'
import { formState } from './form-state.ts'
import { approvalTags, section, writingTabs } from './state-words.ts'
import { previewTabs } from './preview.page.ts'
import { webEdition, webPost } from './web-content.ts'

const hitKinds: Readonly<Record<string, string>> = {
  name: 'Resembles a name that must not go out',
  date_of_birth: 'Resembles a date of birth',
  identifier: 'Resembles an identifier of a person',
  address: 'Resembles an address that must not go out',
  phone: 'Resembles a telephone number that must not go out',
  small_count: 'A small number from which somebody could be known',
}

/** What was put before a second person: what changed, the words themselves, and the decision. */
export function approvalPage(
  view: ApprovalView,
  errors: readonly FieldError[] = [],
  form: RawForm = {},
): Page {
  const { content, may } = view
  const hits = view.hits.map((hit) => ({
    id: hit.id,
    place: hit.place,
    kind: hitKinds[hit.kind] ?? hit.kind,
    words: hit.words,
    decided:
      hit.decision === null
        ? null
        : `${hit.decision === 'may_stay' ? 'May stay' : 'Must go'}${hit.reason ? `: ${hit.reason}` : ''}`,
  }))
  return {
    template: 'bulletin/approval.njk',
    title: content.title,
    section,
    back: { href: '/approvals', text: 'Approvals' },
    errors,
    data: {
      id: view.id,
      kind: content.kind === 'edition' ? 'Edition for approval' : 'Post for approval',
      status: approvalTags[view.state],
      writersHref: view.editionId ? `/editions/${view.editionId}` : `/posts/${view.postId ?? ''}`,
      facts: [
        { label: 'Asked by', text: view.askedBy },
        { label: 'On', text: moment(view.askedAt) },
        ...(content.kind === 'edition'
          ? [
              { label: 'Subject of the mail', text: content.subject },
              { label: 'Preheader', text: content.preheader || 'None' },
            ]
          : [{ label: 'Author', text: content.author }]),
        ...(view.decided
          ? [
              {
                label: view.state === 'rejected' ? 'Sent back by' : 'Approved by',
                text: `${view.decided.by}${view.decided.for ? `, in place of ${view.decided.for}` : ''}, ${moment(view.decided.at)}`,
              },
            ]
          : []),
      ],
      fingerprint: view.sha256,
      note: view.note,
      comments: view.comments,
      waits: view.state === 'asked',
      mayDecide: may.may,
      decidesFor: may.may && may.for !== null,
      whyNot: may.may ? null : cannotDecide[may.why],
      hits,
      undecided: hits.some((hit) => hit.decided === null),
      previews: content.kind === 'edition' ? previewTabs(`/approvals/${view.id}`, null) : [],
      sentBack: view.sentBack
        ? {
            by: view.sentBack.by,
            comments: view.sentBack.comments,
            differences: contentDifference(view.sentBack.content, content),
          }
        : null,
      earlier: view.earlier?.words ?? null,
      differences: view.earlier ? contentDifference(view.earlier.content, content) : [],
      edition: content.kind === 'edition' ? webEdition(content) : null,
      post: content.kind === 'post' ? webPost(content) : null,
      form: formState({ comments: '', ...form }, errors),
    },
  }
}

type Waiting = {
  readonly id: string
  readonly title: string
  readonly kind: 'edition' | 'post'
  readonly asked_by: string | null
  readonly asked_at: Temporal.Instant
}
type Decided = {
  readonly id: string
  readonly title: string
  readonly state: keyof typeof approvalTags
  readonly decided_by: string | null
  readonly decided_at: Temporal.Instant | null
}

/** What waits for a second person, and what was decided lately. */
export const approvalsPage = (
  waiting: readonly Waiting[],
  decided: readonly Decided[],
  nameOf: (id: string | null) => string,
  options: { readonly writes: boolean; readonly approves: boolean },
): Page => ({
  template: 'bulletin/approvals.njk',
  title: 'Approvals',
  section,
  data: {
    writingTabs: options.writes ? writingTabs('approvals') : [],
    approves: options.approves,
    count: waiting.length,
    waitingColumns: [{ text: 'What' }, { text: 'Kind' }, { text: 'Asked by' }, { text: 'On' }],
    waiting: waiting.map((one) => ({
      cells: [
        { text: one.title, href: `/approvals/${one.id}` },
        { text: one.kind === 'edition' ? 'Edition' : 'Blog post' },
        { text: nameOf(one.asked_by) },
        { text: moment(one.asked_at) },
      ],
    })),
    decidedColumns: [{ text: 'What' }, { text: 'Decision' }, { text: 'By' }, { text: 'On' }],
    decided: decided.map((one) => ({
      cells: [
        { text: one.title, href: `/approvals/${one.id}` },
        { tag: approvalTags[one.state] },
        { text: nameOf(one.decided_by) },
        { text: one.decided_at ? moment(one.decided_at) : undefined },
      ],
    })),
  },
})
