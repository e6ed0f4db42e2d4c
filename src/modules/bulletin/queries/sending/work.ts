import { holds, type Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { WorkItem } from '#platform/declare/module.ts'
import { plural } from '#platform/views/format.ts'
import { listUnderWay, type UnderWay } from './list-sendings.ts'

/** What an officer sees of sendings on their own page: what is going out, what is paused, and what only a person can decide. */
export async function sendingWork(tx: Tx, actor: Actor, _now: Temporal.Instant): Promise<WorkItem[]> {
  if (!holds(actor, 'officer')) return []
  return (await listUnderWay(tx)).map(itemOf)
}

function itemOf(sending: UnderWay): WorkItem {
  const href = `/editions/${sending.editionId}/sendings/${sending.number}`
  if (sending.inDoubt > 0)
    return {
      what: `Decide about mails of ${sending.title}`,
      why: `${plural(sending.inDoubt, 'mail is', 'mails are')} in doubt: they may have arrived`,
      href: `${href}?show=in_doubt`,
      action: 'Decide',
      due: null,
    }
  if (sending.state === 'paused')
    return {
      what: `Go on sending ${sending.title}`,
      why: 'It is paused',
      href,
      action: 'Go on',
      due: null,
    }
  return {
    what: `${sending.title} is going out`,
    why: 'It goes on by itself',
    href,
    action: 'See how far it is',
    due: null,
  }
}
