import type { FieldError } from '#platform/http/forms.ts'
import { ago, dayInFull } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { GrantFacts } from '../queries/find-person.ts'
import type { RoleRequest } from '../queries/role-rules.ts'
import type { RoleRule } from '../rules/granting.ts'
import { formState } from './form-state.ts'
import { roleName } from './people.page.ts'

/** One request: what there is to know before one decides. */
export function requestPage(
  request: RoleRequest,
  rule: RoleRule,
  grants: readonly GrantFacts[],
  errors: readonly FieldError[],
  now: Temporal.Instant,
): Page {
  const role = roleName(request.role)
  const held = grants.filter(({ state }) => state === 'granted').map((grant) => roleName(grant.role))
  return {
    template: 'network/role-request.njk',
    title: `${role} for ${request.person}`,
    section: 'Network',
    back: { href: '/network/roles', text: 'Roles that were asked for' },
    errors,
    data: {
      open: request.state === 'requested',
      state: request.state,
      rows: [
        { label: 'Person', text: request.person },
        { label: 'Post', text: [request.post, request.worksAt].filter(Boolean).join(', ') },
        { label: 'Role', text: role },
        { label: 'Area', text: request.area ?? 'Every area' },
        {
          label: 'When',
          text: `From ${dayInFull(request.from)}${request.to ? ` to ${dayInFull(request.to)}` : ''}`,
        },
        {
          label: 'Asked for by',
          text: `${request.requester ?? 'The partnership'}${request.organisation ? `, for ${request.organisation}` : ''}, ${ago(request.requestedAt, now)}`,
        },
        { label: 'Why', text: request.reason ?? '' },
        { label: 'Roles they hold now', text: held.join(', '), otherwise: 'None' },
      ],
      opens:
        rule.opens === 'casework'
          ? 'This role opens casework: records of children that this person needs for their work. Give it only to somebody you know to do that work.'
          : 'This role opens network data: names and work addresses, and no record of a child.',
      action: `/network/roles/${request.id}/decision`,
      form: formState({}, undefined, errors),
      options: [
        { value: 'grant', text: 'Give the role' },
        { value: 'refuse', text: 'Refuse it' },
      ],
    },
  }
}
