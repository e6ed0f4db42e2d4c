import { dayInFull } from '#platform/views/format.ts'
import { pagesFor } from '#platform/views/pages.ts'
import type { Page } from '#platform/views/render.ts'
import type { ConfirmationFacts } from '../queries/confirmations.ts'
import type { NamedLink, OrganisationFacts, PersonInPost } from '../queries/find-organisation.ts'
import { inPost } from '../rules/in-post.ts'
import { addressOf } from './address.ts'
import { confirmationTag } from './confirmation-tag.ts'
import { roleName } from './people.page.ts'

type Given = {
  readonly organisation: OrganisationFacts
  readonly coordinators: readonly NamedLink[]
  readonly children: readonly NamedLink[]
  readonly confirmation: ConfirmationFacts
  readonly posts: readonly PersonInPost[]
  readonly counts: { readonly present: number; readonly past: number }
  readonly query: { readonly people: 'present' | 'past'; readonly page: number }
  readonly keeps: boolean
  readonly runs: boolean
  readonly today: Temporal.PlainDate
}

export function organisationPage(given: Given): Page {
  const { organisation, coordinators, query, counts, today } = given
  const path = `/network/organisations/${organisation.id}`
  const ended = organisation.to !== null && Temporal.PlainDate.compare(organisation.to, today) < 0
  const past = query.people === 'past'
  return {
    template: 'network/organisation.njk',
    title: organisation.name,
    section: 'Network',
    back: { href: '/network/organisations', text: 'Organisations' },
    data: {
      header: {
        name: organisation.name,
        kind: organisation.kindName,
        ...(organisation.to
          ? {
              status: {
                tone: ended ? 'neutral' : 'due',
                text: `${ended ? 'Ended on' : 'Ends on'} ${dayInFull(organisation.to)}`,
              },
            }
          : {}),
        alerts: ended ? [] : alerts(given),
        facts: [
          { label: 'Area', text: organisation.area ?? 'Whole county' },
          ...(organisation.parent
            ? [
                {
                  label: 'Part of',
                  text: organisation.parent,
                  href: `/network/organisations/${organisation.parentId}`,
                },
              ]
            : []),
          ...coordinators.map(({ id, name }) => ({
            label: 'Coordinator',
            text: name,
            href: `/network/people/${id}`,
          })),
          { label: 'In the network since', text: dayInFull(organisation.from) },
        ],
        actions: [
          ...(given.keeps && !ended
            ? [{ text: 'Starters, movers, leavers', href: `${path}/people`, primary: true }]
            : []),
          ...(given.runs ? [{ text: 'Change', href: `${path}/change` }] : []),
        ],
      },
      children: given.children.map(({ id, name }) => ({ name, href: `/network/organisations/${id}` })),
      tokensHref: given.keeps ? `${path}/tokens` : null,
      tabList: [
        { text: 'In post', href: path, current: !past, count: counts.present },
        { text: 'Past', href: addressOf(path, { people: 'past' }), current: past, count: counts.past },
      ],
      pages: pagesFor({
        page: query.page,
        total: counts[query.people],
        hrefOf: (page) => addressOf(path, { people: past ? 'past' : null, page: page === 1 ? null : page }),
      }),
      columns: [
        { text: 'Name' },
        { text: 'Job title' },
        { text: 'Roles in the partnership' },
        { text: past ? 'In post' : 'Since' },
      ],
      rows: given.posts.map((post) => ({
        cells: [
          { text: post.name, href: `/network/people/${post.personId}` },
          { text: post.title, ...(post.area ? { note: post.area } : {}) },
          { text: past ? '' : post.roles.map(roleName).join(', '), otherwise: 'None' },
          past
            ? { text: `${dayInFull(post.from)} to ${post.to ? dayInFull(post.to) : ''}` }
            : sinceCell(post, today),
        ],
      })),
      past,
      keeps: given.keeps && !ended,
      peopleHref: `${path}/people`,
    },
  }
}

function sinceCell(post: PersonInPost, today: Temporal.PlainDate): object {
  if (inPost(post, today) === 'future') return { day: post.from, note: 'Starts on this day' }
  return { day: post.from, ...(post.to ? { note: `Last day ${dayInFull(post.to)}` } : {}) }
}

function alerts({ coordinators, confirmation, keeps, runs }: Given): object[] {
  const none = coordinators.length === 0 ? [{ tone: 'late', text: 'No coordinator' }] : []
  return keeps || runs ? [...none, confirmationTag(confirmation)] : none
}
