import { z } from 'zod'
import { holds } from '#platform/auth/actor.ts'
import { goToSaying, show } from '#platform/http/answers.ts'
import { id, lines, optionalLine } from '#platform/http/forms.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { get, post, type RouteContext, type RoutePlatform } from '#platform/http/route.ts'
import { askForApproval, type Surroundings } from '../actions/ask-approval.ts'
import { decideApproval, decideGuardHit, withdrawApproval } from '../actions/decide-approval.ts'
import { events, permissions } from '../declarations.ts'
import { findApproval, listDecided, listWaiting } from '../queries/approval.ts'
import { nameTeller } from '../queries/edition.ts'
import { maySeeApprovals } from '../queries/may-decide.ts'
import { approvalPage, approvalsPage } from '../views/approval.page.ts'
import { countShown, editionAgain, editionParams } from './editions.ts'
import { note } from './fields.ts'

const params = z.object({ approvalId: id() })

export const around = (platform: RoutePlatform): Surroundings => platform

const listRoute = get({
  url: '/approvals',
  allow: 'signed-in',
  audit: events.approvals_viewed,
  tells: (_context, answer) => ({ count: countShown(answer) }),
  show: async ({ tx, actor, now }) => {
    if (!(await maySeeApprovals(tx, actor, now))) return null
    const waiting = await listWaiting(tx)
    const decided = await listDecided(tx)
    const nameOf = await nameTeller(tx, [
      ...waiting.map((one) => one.asked_by),
      ...decided.map((one) => one.decided_by),
    ])
    const approves = holds(actor, 'approver')
    return show(
      approvalsPage(waiting, decided, nameOf, { writes: approves || holds(actor, 'officer'), approves }),
    )
  },
})

const askRoute = post({
  url: '/editions/:editionId/approvals',
  allow: permissions.write,
  audit: events.approval_asked,
  params: editionParams,
  body: z.object({ note: note() }),
  act: ({ tx, actor, params: { editionId }, input, platform, now }) =>
    askForApproval(tx, actor, { editionId, note: input.note }, around(platform), now),
  leadsTo: (_approval, { params: { editionId } }) =>
    goToSaying(`/editions/${editionId}`, 'It waits for a second person now. You see here what they decide.'),
  again: ({ tx, params: { editionId }, form, errors }) => editionAgain(tx, editionId, form, errors),
})

const approvalRoute = get({
  url: '/approvals/:approvalId',
  allow: 'signed-in',
  audit: events.approval_viewed,
  params,
  tells: ({ params: { approvalId } }) => ({ approval: approvalId }),
  show: async ({ tx, actor, params: { approvalId }, now }) => {
    if (!(await maySeeApprovals(tx, actor, now))) return null
    const view = await findApproval(tx, actor, approvalId, now)
    return view && show(approvalPage(view))
  },
})

type Again = Pick<RouteContext<{ approvalId: string }, never>, 'tx' | 'actor' | 'params' | 'now'>

async function approvalAgain(
  { tx, actor, params: { approvalId }, now }: Again,
  form: Parameters<typeof approvalPage>[2],
  errors: Parameters<typeof approvalPage>[1],
) {
  const view = (await maySeeApprovals(tx, actor, now)) && (await findApproval(tx, actor, approvalId, now))
  if (!view) throw new NotHere('no such approval')
  return show(approvalPage(view, errors, form))
}

/** Nothing goes out but through here, so a mailed link alone is not enough. */
const decideRoute = post({
  url: '/approvals/:approvalId/decision',
  allow: 'signed-in',
  strong: true,
  audit: [events.approval_given, events.approval_refused],
  params,
  body: z.object({ decision: z.enum(['approve', 'reject']), comments: lines(5000) }),
  act: ({ tx, actor, params: { approvalId }, input, now }) =>
    decideApproval(tx, actor, { approvalId, ...input }, now),
  leadsTo: ({ approved, postId }, { params: { approvalId } }) =>
    goToSaying(
      `/approvals/${approvalId}`,
      approved
        ? postId
          ? 'Approved. The post is on the blog now.'
          : 'Approved. Its writers can send it now, exactly as you saw it.'
        : 'Sent back. Its writers see your comments.',
    ),
  again: (context) => approvalAgain(context, context.form, context.errors),
})

const withdrawRoute = post({
  url: '/approvals/:approvalId/withdrawal',
  allow: permissions.write,
  audit: events.approval_withdrawn,
  params,
  body: z.object({}),
  act: ({ tx, actor, params: { approvalId }, now }) => withdrawApproval(tx, actor, { approvalId }, now),
  leadsTo: ({ editionId, postId }) =>
    goToSaying(
      editionId ? `/editions/${editionId}` : `/posts/${postId ?? ''}`,
      'It is yours to change again.',
    ),
  again: (context) => approvalAgain(context, context.form, context.errors),
})

const hitRoute = post({
  url: '/approvals/:approvalId/hits/:hitId',
  allow: 'signed-in',
  strong: true,
  audit: events.guard_decided,
  params: z.object({ approvalId: id(), hitId: id() }),
  body: z.object({
    decision: z.enum(['may_stay', 'must_go']),
    reason: optionalLine(1000).transform((text) => text ?? ''),
  }),
  act: ({ tx, actor, params: { approvalId, hitId }, input, now }) =>
    decideGuardHit(tx, actor, { approvalId, hitId, ...input }, now),
  leadsTo: (_done, { params: { approvalId } }) => `/approvals/${approvalId}#guard-heading`,
  again: (context) => approvalAgain(context, {}, context.errors),
})

export const approvalRoutes = [listRoute, askRoute, approvalRoute, decideRoute, withdrawRoute, hitRoute]
