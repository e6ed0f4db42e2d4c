import { dayInFull } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { GrantFacts, PersonFacts, PostFacts, PrivateContact } from '../queries/find-person.ts'
import { inPost } from '../rules/in-post.ts'
import { roleName } from './people.page.ts'

type Given = {
  readonly person: PersonFacts
  readonly posts: readonly PostFacts[]
  readonly grants: readonly GrantFacts[]
  readonly contact: PrivateContact | null
  readonly keeps: boolean
  readonly own: boolean
  readonly today: Temporal.PlainDate
}

export function personPage(given: Given): Page {
  const { person, posts, grants, contact, today } = given
  const present = posts.filter((post) => inPost(post, today) === 'present')
  const main = present[0]
  const held = grants.filter((grant) => grant.state === 'granted' && inPost(grant, today) === 'present')
  return {
    template: 'network/person.njk',
    title: person.name,
    section: 'Network',
    back: { href: '/network', text: 'Network' },
    data: {
      header: {
        name: person.title ? `${person.title} ${person.name}` : person.name,
        kind: 'Person',
        ...standing(given, main),
        facts: [
          ...(main
            ? [
                { label: 'Job title', text: main.title },
                {
                  label: 'Organisation',
                  text: main.organisation,
                  href: `/network/organisations/${main.organisationId}`,
                },
                { label: 'Area', text: main.area ?? 'Whole county' },
              ]
            : []),
          ...(main?.phone
            ? [{ label: 'Work telephone', text: main.phone, href: telephone(main.phone) }]
            : []),
          ...(main && person.email
            ? [{ label: 'Work e-mail', text: person.email, href: `mailto:${person.email}` }]
            : []),
        ],
        actions: main && given.keeps ? [keepAction(main)] : [],
      },
      sections: personSections(person.id, 'summary', held.length),
      roleRows: held.map((grant) => ({
        label: roleName(grant.role),
        text: `${(grant.role === 'coordinator' ? grant.organisation : grant.area) ?? 'Every area'}, since ${dayInFull(grant.from)}${grant.to ? `, until ${dayInFull(grant.to)}` : ''}`,
      })),
      noMailbox: main !== undefined && (!person.email || !person.signsIn),
      posts: posts.map((post) => postItem(post, today)),
      contact:
        contact && (contact.mobile || contact.email || contact.note)
          ? [
              { label: 'Own mobile', text: contact.mobile ?? '' },
              { label: 'Own e-mail', text: contact.email ?? '' },
              { label: 'Note', text: contact.note ?? '' },
            ]
          : [],
      own: given.own,
      contactHref: '/network/contact',
    },
  }
}

const telephone = (number: string): string => `tel:${number.replace(/[^\d+]/g, '')}`

const keepAction = (post: PostFacts) => ({
  text: 'Change, move or leave',
  href: `/network/organisations/${post.organisationId}/people?post=${post.id}`,
})

function standing({ person, posts, today }: Given, main: PostFacts | undefined): object {
  if (main?.to) return { status: { tone: 'due', text: `Last day ${dayInFull(main.to)}` } }
  if (main && !person.leftAt) return { status: { tone: 'done', text: 'In post' } }
  const next = posts.findLast((post) => inPost(post, today) === 'future')
  if (next) return { status: { tone: 'info', text: `Starts on ${dayInFull(next.from)}` } }
  return { status: { tone: 'neutral', text: 'Left the network' } }
}

const kinds = { present: 'done', past: 'neutral', future: 'info' } as const

function postItem(post: PostFacts, today: Temporal.PlainDate): object {
  const when = inPost(post, today)
  const until = post.to ? ` to ${dayInFull(post.to)}` : when === 'future' ? '' : ' to today'
  return {
    title: `${post.title}, ${post.organisation}`,
    at: post.from,
    kind: kinds[when],
    text: `From ${dayInFull(post.from)}${until}. ${post.area ?? 'Whole county'}.${because(post)}`,
  }
}

function because(post: PostFacts): string {
  if (post.endedBecause === 'moved') return ' Moved to another organisation.'
  if (post.endedBecause === 'left') return ' Left.'
  if (post.endedBecause === 'organisation_ended') return ' The organisation ended.'
  return ''
}

/** The sections of a person, each with its own address. */
export const personSections = (id: string, current: 'summary' | 'access', roles: number) => [
  { text: 'Summary', href: `/network/people/${id}`, current: current === 'summary' },
  {
    text: 'Roles and access',
    href: `/network/people/${id}/access`,
    current: current === 'access',
    count: roles,
  },
]
