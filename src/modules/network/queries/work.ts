import type { Actor } from '#platform/auth/actor.ts'
import { holds } from '#platform/auth/actor.ts'
import type { WorkItem } from '#platform/declare/module.ts'
import type { Tx } from '#platform/db/tx.ts'
import { dayInFull, plural } from '#platform/views/format.ts'
import { roleName } from '../views/people.page.ts'
import { mayDecide } from '../rules/granting.ts'
import { londonDay } from '../rules/london-day.ts'
import { listConfirmations, type OrganisationToConfirm } from './confirmations.ts'
import { listImports } from './imports.ts'
import { listCoordinated } from './keeps.ts'
import { countOrganisationsAlone } from './organisations-alone.ts'
import { askerOf, listRequests, listRoleRules } from './role-rules.ts'

/** What waits in the network for this person: lists to confirm, roles to decide, imports to look at. */
export async function networkWork(tx: Tx, actor: Actor, now: Temporal.Instant): Promise<readonly WorkItem[]> {
  if (actor.kind !== 'person') return []
  return [
    ...(await ownLists(tx, actor.personId, now)),
    ...(await rolesToDecide(tx, actor, now)),
    ...(holds(actor, 'officer') ? await officersWork(tx, now) : []),
  ]
}

// A list is due by the end of its day.
const endOf = (day: Temporal.PlainDate): Temporal.Instant =>
  day.add({ days: 1 }).toZonedDateTime('Europe/London').toInstant().subtract({ seconds: 1 })

async function ownLists(tx: Tx, personId: string, now: Temporal.Instant): Promise<WorkItem[]> {
  const today = londonDay(now)
  const mine = await listCoordinated(tx, personId, today)
  if (mine.length === 0) return []
  const lists = await listConfirmations(
    tx,
    today,
    mine.map(({ id }) => id),
  )
  return lists
    .filter(({ standing }) => standing !== 'fresh')
    .map((list) => ({
      what: `Confirm the list of ${list.name}`,
      why: whyNow(list),
      href: `/network/organisations/${list.id}/people`,
      action: 'Look through it',
      due: endOf(list.dueOn),
    }))
}

const whyNow = (list: OrganisationToConfirm): string =>
  list.confirmedAt
    ? `It was last confirmed on ${dayInFull(list.confirmedAt)}. Once a year somebody looks through it.`
    : 'Nobody has confirmed it yet.'

async function rolesToDecide(tx: Tx, actor: Actor, now: Temporal.Instant): Promise<WorkItem[]> {
  const decider = await askerOf(tx, actor, londonDay(now))
  const rules = await listRoleRules(tx)
  const decides = rules.some((rule) => decider?.held.some(({ role }) => rule.decidedBy.includes(role)))
  if (!decider || !decides) return []
  return (await listRequests(tx))
    .filter((request) => {
      const rule = rules.find(({ role }) => role === request.role)
      return rule && mayDecide(rule, decider, request)
    })
    .map((request) => ({
      what: `${roleName(request.role)} for ${request.person}`,
      why: `${request.requester ?? 'The partnership'} asked for it on ${dayInFull(request.requestedAt)}`,
      href: `/network/roles/${request.id}`,
      action: 'Decide',
      due: null,
    }))
}

async function officersWork(tx: Tx, now: Temporal.Instant): Promise<WorkItem[]> {
  const today = londonDay(now)
  const late = (await listConfirmations(tx, today)).filter(({ standing }) => standing === 'late')
  const alone = await countOrganisationsAlone(tx, today)
  const imports = (await listImports(tx)).filter(
    ({ state }) => state === 'preview' || state === 'applying' || state === 'reading',
  )
  return [
    ...imports.map((found): WorkItem => ({
      what: `The list ${found.fileName}`,
      why:
        found.state === 'preview'
          ? 'It was brought in and nothing of it is written yet'
          : `It is being ${found.state === 'reading' ? 'worked out' : 'written'}`,
      href: `/network/imports/${found.id}`,
      action: found.state === 'preview' ? 'Look at it' : 'See how far it is',
      due: null,
    })),
    ...(late.length > 0
      ? [
          {
            what: `${plural(late.length, 'organisation has', 'organisations have')} not confirmed the list of people`,
            why: 'Their coordinators were reminded. Ring them.',
            href: '/network/organisations?standing=late',
            action: 'See them',
            due: null,
          },
        ]
      : []),
    ...(alone > 0
      ? [
          {
            what: `${plural(alone, 'organisation has', 'organisations have')} no coordinator`,
            why: 'Nobody keeps their list of people right',
            href: '/network/organisations?standing=alone',
            action: 'See them',
            due: null,
          },
        ]
      : []),
  ]
}
