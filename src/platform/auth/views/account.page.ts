import type { Page } from '#platform/views/render.ts'
import type { ListedSession } from '../account/list-sessions.ts'
import { mayChangeWaysIn } from '../account/may-change.ts'
import { hasStrongWay, type WaysIn } from '../account/ways-in.ts'
import type { PersonActor } from '../actor.ts'
import type { How } from '../session/how.ts'

const howInWords: Readonly<Record<How, string>> = {
  link: 'with a mailed link',
  link_and_code: 'with a mailed link and a code',
  passkey: 'with a passkey',
  agency: 'through your organisation',
  demo: 'as a person of the demo',
}

export const accountPage = (given: {
  actor: PersonActor
  ways: WaysIn
  sessions: readonly ListedSession[]
}): Page => ({
  template: 'auth/account.njk',
  title: 'How you sign in',
  section: 'Your account',
  scripts: ['passkey.js'],
  data: {
    mayChange: mayChangeWaysIn(given.actor.strength, {
      hasStrongWay: hasStrongWay(given.ways),
      held: given.ways.held,
    }),
    isHeld: given.ways.held && !hasStrongWay(given.ways),
    isStrong: given.actor.strength === 'strong',
    passkeys: given.ways.passkeys.map((passkey) => ({
      name: passkey.name ?? 'A passkey',
      addedAt: passkey.created_at,
      lastUsedAt: passkey.last_used_at,
      remove: `/account/passkeys/${passkey.id}/remove`,
    })),
    hasCodeApp: given.ways.codeApp?.state === 'in_use',
    codeLastUsedAt: given.ways.codeApp?.last_used_at ?? null,
    sessions: given.sessions.map((session) => ({
      device: session.device,
      how: howInWords[session.how],
      since: session.since,
      lastSeenAt: session.lastSeenAt,
      isThisOne: session.isThisOne,
      end: `/account/sessions/${session.id}/end`,
    })),
    hasOthers: given.sessions.some((session) => !session.isThisOne),
  },
})
