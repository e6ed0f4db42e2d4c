import type { Actor } from '#platform/auth/actor.ts'
import { roles } from '#platform/auth/roles.ts'
import type { Frame, Notice } from '#platform/views/render.ts'
import { makeFormToken, tokenField } from './form-token.ts'
import { holdsPermission } from './gate.ts'
import type { House } from './house.ts'

type Around = {
  actor: Actor
  binding: string | null
  path: string
  notices: readonly Notice[]
  now: Temporal.Instant
}

/** What stands around a page: who is signed in, where they may go, and the token for the page's forms. */
export function frameOf(house: House, around: Around): Frame {
  const { actor, path } = around
  const person = actor.kind === 'person' ? actor : null
  return {
    person: person
      ? {
          name: person.name,
          role: person.roles.map((held) => roles[held.role].name).join(', '),
          organisation: person.organisation ?? '',
          href: '/account',
        }
      : null,
    nav: house.nav
      .filter((item) => holdsPermission(actor, item.allow))
      .map((item) => ({
        text: item.text,
        href: item.href,
        current: path === item.href || path.startsWith(`${item.href}/`),
      })),
    footer: house.footer
      .filter((link) => !link.for || person?.roles.some((held) => link.for?.includes(held.role)))
      .map(({ text, href }) => ({ text, href })),
    search: null,
    signOut: person ? '/sign-out' : null,
    signIn: person || path.startsWith('/sign-in') ? null : '/sign-in',
    home: person ? '/home' : '/',
    csrf: around.binding
      ? { field: tokenField, value: makeFormToken(house.platform.signingKey('form'), around.binding) }
      : null,
    notices: around.notices,
    now: around.now,
    demo: house.platform.demo,
    demoHref: '/demo',
  }
}
