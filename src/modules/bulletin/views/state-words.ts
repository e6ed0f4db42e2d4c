import type { ApprovalState, PostState } from '../tables.ts'
import type { EditionState } from '../rules/state.ts'

type Tag = { readonly tone: 'late' | 'due' | 'done' | 'info' | 'neutral'; readonly text: string }

export const editionTags: Readonly<Record<EditionState, Tag>> = {
  draft: { tone: 'neutral', text: 'Being written' },
  in_approval: { tone: 'due', text: 'Waiting for approval' },
  approved: { tone: 'info', text: 'Approved' },
  scheduled: { tone: 'info', text: 'Scheduled' },
  sending: { tone: 'due', text: 'Being sent' },
  sent: { tone: 'done', text: 'Sent' },
  cancelled: { tone: 'neutral', text: 'Cancelled' },
}

export const postTags: Readonly<Record<PostState, Tag>> = {
  draft: { tone: 'neutral', text: 'Being written' },
  in_approval: { tone: 'due', text: 'Waiting for approval' },
  published: { tone: 'done', text: 'On the blog' },
  withdrawn: { tone: 'neutral', text: 'Taken off the blog' },
}

export const approvalTags: Readonly<Record<ApprovalState, Tag>> = {
  asked: { tone: 'due', text: 'Waiting' },
  approved: { tone: 'done', text: 'Approved' },
  rejected: { tone: 'late', text: 'Sent back' },
  withdrawn: { tone: 'neutral', text: 'Taken back' },
  void: { tone: 'neutral', text: 'Void, changed since' },
}

/** The pages of those who write, as the tabs above each of them. */
export const writingTabs = (current: 'editions' | 'posts' | 'approvals' | 'calendar') => [
  { text: 'Editions', href: '/editions', current: current === 'editions' },
  { text: 'Blog posts', href: '/posts', current: current === 'posts' },
  { text: 'Approvals', href: '/approvals', current: current === 'approvals' },
  { text: 'Calendar', href: '/editions/calendar', current: current === 'calendar' },
]

export const section = 'Editions'
