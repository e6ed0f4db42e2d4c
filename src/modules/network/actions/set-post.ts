import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { events } from '../declarations.ts'
import { findPost } from '../queries/find-person.ts'
import { inPost } from '../rules/in-post.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'

type Set = { readonly postId: string; readonly jobTitle: string; readonly telephone: string | null }

/**
 * Sets a post's job title and telephone for an organisation's own token. Null for a post elsewhere, past or unknown, and where
 * the person who answers for the token no longer keeps the organisation's list: the policy then lets nothing be written.
 */
export async function setPost(tx: Tx, actor: Actor, input: Set, now: Temporal.Instant): Promise<Set | null> {
  const post = await findPost(tx, input.postId)
  if (actor.kind !== 'token' || !post || post.organisationId !== actor.organisationId) return null
  if (inPost(post, londonDay(now)) === 'past') return null
  const changed = await networkIn(tx)
    .updateTable('network.post')
    .set(({ eb }) => ({
      title: input.jobTitle,
      phone: input.telephone,
      changed_at: now,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', post.id)
    .returning('id')
    .executeTakeFirst()
  if (!changed) return null
  await record(tx, actor, events.post_changed, {
    person: post.personId,
    post: post.id,
    changed: ['title', 'phone'],
  })
  return { postId: post.id, jobTitle: input.jobTitle, telephone: input.telephone }
}
