import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { day, moment } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { ApprovalListed } from '../queries/edition.ts'
import type { PostWithText } from '../queries/posts.ts'
import type { PostState } from '../tables.ts'
import { dayValues } from './edition-lines.page.ts'
import { formState } from './form-state.ts'
import { approvalTags, postTags, section, writingTabs } from './state-words.ts'

type Listed = {
  readonly id: string
  readonly title: string
  readonly state: PostState
  readonly author_name: string
  readonly planned_on: Temporal.PlainDate | null
  readonly published_at: Temporal.Instant | null
  readonly changed_at: Temporal.Instant
}

export const postsPage = (
  posts: readonly Listed[],
  form: RawForm = {},
  errors: readonly FieldError[] = [],
): Page => ({
  template: 'bulletin/posts.njk',
  title: 'Blog posts',
  section,
  errors,
  data: {
    writingTabs: writingTabs('posts'),
    count: posts.length,
    columns: [{ text: 'Post' }, { text: 'Stands' }, { text: 'By' }, { text: 'On the blog' }],
    rows: posts.map((post) => ({
      cells: [
        { text: post.title || 'A post without a title', href: `/posts/${post.id}` },
        { tag: postTags[post.state] },
        { text: post.author_name },
        { day: post.published_at ?? post.planned_on ?? undefined, otherwise: 'No day yet' },
      ],
    })),
    form: formState(form, errors),
  },
})

/** One post: what to do next, its text, and who it is by. */
export function postPage(
  post: PostWithText,
  facts: {
    readonly approvals: readonly ApprovalListed[]
    readonly publication:
      | { readonly slug: string; readonly withdrawn_at: Temporal.Instant | null }
      | undefined
    readonly nameOf: (id: string | null) => string
  },
  errors: readonly FieldError[] = [],
  form: RawForm | null = null,
): Page {
  const { approvals, nameOf } = facts
  const live = approvals.find((approval) => approval.state === 'asked')
  const rejected = approvals[0]?.state === 'rejected' && post.state === 'draft' ? approvals[0] : null
  const shown = facts.publication && facts.publication.withdrawn_at === null ? facts.publication : null
  return {
    template: 'bulletin/post.njk',
    title: post.article.heading || 'A post without a title',
    section,
    back: { href: '/posts', text: 'Blog posts' },
    errors,
    data: {
      id: post.id,
      articleId: post.article.id,
      state: post.state,
      version: post.version,
      status: postTags[post.state],
      facts: [
        { label: 'By', text: post.author_name },
        {
          label: post.published_at ? 'First on the blog' : 'Planned for',
          text: post.published_at
            ? moment(post.published_at)
            : post.planned_on
              ? day(post.planned_on)
              : 'No day yet',
        },
        ...(shown ? [{ label: 'On the web', text: `/blog/${shown.slug}`, href: `/blog/${shown.slug}` }] : []),
      ],
      isShown: shown !== null,
      live: live
        ? { id: live.id, asked: `${nameOf(live.asked_by)} asked on ${moment(live.asked_at)}` }
        : null,
      rejected: rejected ? { by: nameOf(rejected.decided_by), comments: rejected.comments } : null,
      approvals: approvals.map((approval) => ({
        id: approval.id,
        tag: approvalTags[approval.state],
        asked: `${nameOf(approval.asked_by)}, ${moment(approval.asked_at)}`,
      })),
      form: formState(
        form ?? {
          author: post.author_name,
          summary: post.summary,
          note: '',
          ...dayValues('planned', post.planned_on),
        },
        errors,
      ),
    },
  }
}
