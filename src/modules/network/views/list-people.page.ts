import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { dayInFull, plural } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { ConfirmationFacts } from '../queries/confirmations.ts'
import type { NamedLink, OrganisationFacts, PersonInPost } from '../queries/find-organisation.ts'
import type { PersonFacts, PostFacts } from '../queries/find-person.ts'
import type { LeavingFacts } from '../queries/leavings.ts'
import type { PersonAlike } from '../queries/people-alike.ts'
import type { AreaRow } from '../queries/places.ts'
import { inPost } from '../rules/in-post.ts'
import { decideUndo } from '../rules/leaving.ts'
import { addressOf } from './address.ts'
import { formState } from './form-state.ts'
import { panelData } from './people-panel.ts'

/** The form that is open on the coordinator's screen. */
export type Panel =
  | { readonly do: 'start'; readonly alike: readonly PersonAlike[] }
  | { readonly do: 'change' | 'move' | 'leave'; readonly post: PostFacts; readonly person: PersonFacts }

type Given = {
  readonly organisation: OrganisationFacts
  readonly confirmation: ConfirmationFacts
  readonly seal: { readonly seal: string; readonly people: number }
  readonly posts: readonly PersonInPost[]
  readonly leavings: readonly LeavingFacts[]
  readonly panel: Panel | null
  readonly areas: readonly AreaRow[]
  readonly organisations: readonly NamedLink[]
  readonly today: Temporal.PlainDate
  readonly now: Temporal.Instant
  readonly again?: { readonly form: RawForm; readonly errors: readonly FieldError[] }
}

/** The coordinator's one screen: who is here, who comes, moves and leaves, and the yearly word that the list is right. */
export function listPeoplePage(given: Given): Page {
  const { organisation, posts, panel, today, again } = given
  const path = `/network/organisations/${organisation.id}/people`
  return {
    template: 'network/list-people.njk',
    title: 'Starters, movers and leavers',
    section: 'Network',
    back: { href: `/network/organisations/${organisation.id}`, text: organisation.name },
    errors: again?.errors ?? [],
    data: {
      organisation: organisation.name,
      path,
      shown: [...new Set(posts.map(({ personId }) => personId))],
      actions:
        panel?.do === 'start' ? [] : [{ text: 'Add a starter', href: `${path}?do=start`, primary: true }],
      confirmation: confirmationData(given),
      panel: panel
        ? panelData(panel, {
            path,
            areas: given.areas,
            organisations: given.organisations.filter(({ id }) => id !== organisation.id),
            today,
            ...(again ? { again } : {}),
          })
        : null,
      count: plural(given.seal.people, 'person', 'people'),
      columns: [
        { text: 'Name' },
        { text: 'Job title' },
        { text: 'Work e-mail and telephone' },
        { text: 'In post' },
        { text: 'What to do', hidden: true },
      ],
      rows: posts.map((post) => ({
        cells: [
          { text: post.name, href: `/network/people/${post.personId}` },
          { text: post.title, ...(post.area ? { note: post.area } : {}) },
          { text: post.email ?? '', otherwise: 'No mailbox', ...(post.phone ? { note: post.phone } : {}) },
          inPostCell(post, today),
          { text: 'Change, move or leave', href: addressOf(path, { post: post.postId }) },
        ],
      })),
      leavings: given.leavings.map((leaving) => leavingData(leaving, organisation.id, given.now)),
      form: formState({}, undefined),
    },
  }
}

function inPostCell(post: PersonInPost, today: Temporal.PlainDate): object {
  if (inPost(post, today) === 'future')
    return { tag: { tone: 'info', text: 'Starts' }, note: dayInFull(post.from) }
  if (post.to)
    return {
      tag: { tone: 'due', text: post.endedBecause === 'moved' ? 'Moves' : 'Leaves' },
      note: `Last day ${dayInFull(post.to)}`,
    }
  return { text: `Since ${dayInFull(post.from)}` }
}

function leavingData(leaving: LeavingFacts, organisationId: string, now: Temporal.Instant): object {
  const comesBack = decideUndo(leaving, now)
  return {
    name: leaving.person,
    href: `/network/people/${leaving.personId}`,
    says: leaving.finishedAt
      ? `Left on ${dayInFull(leaving.lastOn)}. Roles and ways in have ended.`
      : `Last day ${dayInFull(leaving.lastOn)}. Everything ends by itself after that day.`,
    by: leaving.noter ? `Noted by ${leaving.noter}` : '',
    tone: leaving.finishedAt ? 'neutral' : 'due',
    undo:
      comesBack === 'nothing'
        ? null
        : `/network/organisations/${organisationId}/leavings/${leaving.id}/undoing`,
  }
}

function confirmationData({ confirmation, seal, organisation }: Given): object {
  const before = confirmation.confirmedAt
    ? `${confirmation.confirmer ?? 'Somebody'} last confirmed it on ${dayInFull(confirmation.confirmedAt)}.`
    : 'Nobody has confirmed it yet.'
  const titles = {
    fresh: 'This list is confirmed',
    soon: `Confirm this list by ${dayInFull(confirmation.dueOn)}`,
    due: 'Confirm this list today',
    late: 'This list has not been confirmed this year',
  } as const
  return {
    fresh: confirmation.standing === 'fresh',
    kind: confirmation.standing === 'late' ? 'warning' : 'information',
    title: titles[confirmation.standing],
    text:
      confirmation.standing === 'fresh'
        ? `${before} It is due again on ${dayInFull(confirmation.dueOn)}.`
        : `${before} Look through it: who is missing, who has gone, whose job has changed? Then say that it is right.`,
    button: `${seal.people === 1 ? 'This 1 person is' : `These ${seal.people} people are`} right as of today`,
    seal: seal.seal,
    action: `/network/organisations/${organisation.id}/confirmations`,
  }
}
