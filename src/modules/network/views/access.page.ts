import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { day, dayInFull } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { GrantFacts, PersonFacts } from '../queries/find-person.ts'
import type { AreaRow } from '../queries/places.ts'
import type { RoleRule } from '../rules/granting.ts'
import { inPost } from '../rules/in-post.ts'
import { dayBoxes, formState } from './form-state.ts'
import { roleName } from './people.page.ts'
import { personSections } from './person.page.ts'

type Given = {
  readonly person: PersonFacts
  readonly rules: readonly RoleRule[]
  readonly offered: readonly RoleRule[]
  readonly grants: readonly GrantFacts[]
  readonly areas: readonly AreaRow[]
  readonly ends: boolean
  readonly own: boolean
  readonly today: Temporal.PlainDate
  readonly again?: { readonly form: RawForm; readonly errors: readonly FieldError[] }
}

/** A person's roles, past and present, who asked and who agreed, and the form to ask for another. */
export function accessPage(given: Given): Page {
  const { person, grants, today, again } = given
  const live = grants.filter(
    (grant) => grant.state === 'requested' || (grant.state === 'granted' && inPost(grant, today) !== 'past'),
  )
  const past = grants.filter((grant) => !live.includes(grant))
  return {
    template: 'network/access.njk',
    title: `Roles of ${person.name}`,
    section: 'Network',
    back: { href: `/network/people/${person.id}`, text: person.name },
    errors: again?.errors ?? [],
    data: {
      sections: personSections(person.id, 'access', live.filter(({ state }) => state === 'granted').length),
      live: live.map((grant) => ({
        role: roleName(grant.role),
        tag: tagOf(grant, today),
        where:
          grant.role === 'coordinator'
            ? (grant.organisation ?? 'No organisation')
            : (grant.area ?? 'Every area'),
        span: `From ${day(grant.from)}${grant.to ? ` to ${day(grant.to)}` : ''}`,
        by: byWhom(grant),
        reason: grant.reason ?? '',
        end: given.ends ? `/network/roles/${grant.id}/end` : null,
        endText: grant.state === 'requested' ? 'Take the request back' : given.own ? 'Give up' : 'End',
      })),
      past: past.map((grant) => ({
        title: roleName(grant.role),
        at: grant.endedAt ?? grant.decidedAt ?? grant.requestedAt,
        kind: grant.state === 'refused' ? 'late' : 'neutral',
        text: `${grant.state === 'refused' ? 'Refused' : 'Ended'}. ${byWhom(grant)}`,
      })),
      offers: given.offered.length > 0,
      action: `/network/people/${person.id}/roles`,
      form: formState(
        { role: '', areaId: '', reason: '', ...dayBoxes('from', today), ...dayBoxes('to', null) },
        again?.form,
        again?.errors,
      ),
      roleOptions: [
        { value: '', text: 'Choose a role' },
        ...given.offered
          .map((rule) => ({ value: rule.role, text: `${roleName(rule.role)} (${decidedWords(rule)})` }))
          .toSorted((a, b) => a.text.localeCompare(b.text)),
      ],
      areaOptions: [
        { value: '', text: 'Every area' },
        ...given.areas.map(({ id, name }) => ({ value: id, text: name })),
      ],
    },
  }
}

export const decidedWords = (rule: RoleRule): string =>
  `decided by ${rule.decidedBy.map((role) => roleName(role).toLowerCase()).join(' or ')}`

function tagOf(grant: GrantFacts, today: Temporal.PlainDate): { tone: string; text: string } {
  if (grant.state === 'requested') return { tone: 'due', text: 'Asked for' }
  if (inPost(grant, today) === 'future') return { tone: 'info', text: 'Given, begins later' }
  return { tone: 'done', text: 'In force' }
}

function byWhom(grant: GrantFacts): string {
  const asked = grant.requester
    ? `Asked for by ${grant.requester}${grant.organisation ? ` for ${grant.organisation}` : ''} on ${dayInFull(grant.requestedAt)}.`
    : 'Held since Holdfast was set up.'
  const decided = grant.decider && grant.decidedAt
  if (!decided) return asked
  return `${asked} ${grant.state === 'refused' ? 'Refused' : 'Given'} by ${grant.decider} on ${dayInFull(decided)}.`
}
