import { ago } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { RoleRequest } from '../queries/role-rules.ts'
import type { RoleRule } from '../rules/granting.ts'
import { roleName } from './people.page.ts'

type Waiting = RoleRequest & { readonly mine: boolean }

/** Roles that were asked for: those that this person decides on, and those that wait for somebody else. */
export function rolesPage(
  requests: readonly Waiting[],
  rules: readonly RoleRule[],
  now: Temporal.Instant,
): Page {
  const mine = requests.filter((request) => request.mine)
  const others = requests.filter((request) => !request.mine)
  const whose = (request: RoleRequest) =>
    (rules.find(({ role }) => role === request.role)?.decidedBy ?? []).map(roleName).join(' or ')
  return {
    template: 'network/roles.njk',
    title: 'Roles that were asked for',
    section: 'Network',
    back: { href: '/network', text: 'Network' },
    data: {
      count: requests.length,
      columns: [
        { text: 'Who' },
        { text: 'Role' },
        { text: 'Asked for' },
        { text: 'What to do', hidden: true },
      ],
      rows: mine.map((request) => ({
        cells: [
          whoCell(request),
          { text: roleName(request.role), note: request.area ?? 'Every area' },
          askedCell(request, now),
          { text: 'Decide', href: `/network/roles/${request.id}` },
        ],
      })),
      otherColumns: [{ text: 'Who' }, { text: 'Role' }, { text: 'Asked for' }, { text: 'Waits for' }],
      others: others.map((request) => ({
        cells: [
          whoCell(request),
          { text: roleName(request.role), note: request.area ?? 'Every area' },
          askedCell(request, now),
          { text: whose(request) },
        ],
      })),
    },
  }
}

const whoCell = (request: RoleRequest): object => ({
  text: request.person,
  href: `/network/people/${request.personId}/access`,
  note: [request.post, request.worksAt].filter(Boolean).join(', '),
})

const askedCell = (request: RoleRequest, now: Temporal.Instant): object => ({
  text: ago(request.requestedAt, now),
  note: `by ${request.requester ?? 'the partnership'}`,
})
