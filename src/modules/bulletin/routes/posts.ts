import { z } from 'zod'
import { goToSaying, show } from '#platform/http/answers.ts'
import { id, line, lines } from '#platform/http/forms.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { get, post } from '#platform/http/route.ts'
import type { Tx } from '#platform/db/tx.ts'
import { askForPostApproval } from '../actions/ask-approval.ts'
import { savePostLines, withdrawPost } from '../actions/change-post.ts'
import { makePost } from '../actions/make-post.ts'
import { events, permissions } from '../declarations.ts'
import { findPublication, listApprovalsOf, nameTeller } from '../queries/edition.ts'
import { findPost, listPosts } from '../queries/posts.ts'
import { longestHeading } from '../rules/heading.ts'
import { postPage, postsPage } from '../views/posts.page.ts'
import { around } from './approvals.ts'
import { countShown } from './editions.ts'
import { dayBoxes, note, optionalDay, version } from './fields.ts'

const params = z.object({ postId: id() })
const author = () => line('Enter the name of the person it is by')

const listRoute = get({
  url: '/posts',
  allow: permissions.write,
  audit: events.posts_viewed,
  tells: (_context, answer) => ({ count: countShown(answer) }),
  show: async ({ tx, actor }) =>
    show(postsPage(await listPosts(tx), actor.kind === 'person' ? { author: actor.name } : {})),
})

const makeRoute = post({
  url: '/posts',
  allow: permissions.write,
  audit: events.post_made,
  body: z.object({ title: line('Give the post a title', longestHeading), author: author() }),
  act: ({ tx, actor, input, now }) =>
    makePost(
      tx,
      actor,
      {
        ...input,
        authorId: actor.kind === 'person' && actor.name === input.author ? actor.personId : null,
      },
      now,
    ),
  leadsTo: (made) => `/articles/${made.articleId}`,
  again: async ({ tx, form, errors }) => show(postsPage(await listPosts(tx), form, errors)),
})

async function page(
  tx: Tx,
  postId: string,
  form: Parameters<typeof postPage>[3] = null,
  errors: Parameters<typeof postPage>[2] = [],
) {
  const found = await findPost(tx, postId)
  if (!found) throw new NotHere('no such post')
  const approvals = await listApprovalsOf(tx, { postId })
  const facts = {
    approvals,
    publication: await findPublication(tx, { postId }),
    nameOf: await nameTeller(
      tx,
      approvals.flatMap((one) => [one.asked_by, one.decided_by]),
    ),
  }
  return show(postPage(found, facts, errors, form))
}

const postRoute = get({
  url: '/posts/:postId',
  allow: permissions.write,
  audit: events.post_viewed,
  params,
  tells: ({ params: { postId } }) => ({ post: postId }),
  show: ({ tx, params: { postId } }) => page(tx, postId),
})

const saveRoute = post({
  url: '/posts/:postId',
  allow: permissions.write,
  audit: events.post_changed,
  params,
  body: z.object({
    version: version(),
    author: author(),
    summary: lines(500),
    ...dayBoxes('planned'),
  }),
  act: ({ tx, actor, params: { postId }, input, now }) =>
    savePostLines(
      tx,
      actor,
      {
        postId,
        baseVersion: input.version,
        author: input.author,
        summary: input.summary.replace(/\s+/g, ' '),
        plannedOn: optionalDay(input, 'planned'),
      },
      now,
    ),
  leadsTo: (_done, { params: { postId } }) => goToSaying(`/posts/${postId}`, 'Saved.'),
  again: ({ tx, params: { postId }, form, errors }) => page(tx, postId, form, errors),
})

const askRoute = post({
  url: '/posts/:postId/approvals',
  allow: permissions.write,
  audit: events.approval_asked,
  params,
  body: z.object({ note: note() }),
  act: ({ tx, actor, params: { postId }, input, platform, now }) =>
    askForPostApproval(tx, actor, { postId, note: input.note }, around(platform), now),
  leadsTo: (_approval, { params: { postId } }) =>
    goToSaying(`/posts/${postId}`, 'It waits for a second person now. You see here what they decide.'),
  again: ({ tx, params: { postId }, errors }) => page(tx, postId, null, errors),
})

const withdrawRoute = post({
  url: '/posts/:postId/withdrawal',
  allow: permissions.write,
  audit: events.withdrawn,
  params,
  body: z.object({}),
  act: ({ tx, actor, params: { postId }, now }) => withdrawPost(tx, actor, { postId }, now),
  leadsTo: (_done, { params: { postId } }) => goToSaying(`/posts/${postId}`, 'It is off the blog.'),
  again: ({ tx, params: { postId }, errors }) => page(tx, postId, null, errors),
})

export const postRoutes = [listRoute, makeRoute, postRoute, saveRoute, askRoute, withdrawRoute]
