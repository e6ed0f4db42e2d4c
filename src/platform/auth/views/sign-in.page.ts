import type { Page } from '#platform/views/render.ts'
import type { AgencyChoice } from '../agency/list-agencies.ts'
import { linkMinutes } from '../better-auth.ts'

const section = 'Sign in'

export const signInPage = (given: {
  returnPath: string
  email: string
  agencies: readonly AgencyChoice[]
  demo: boolean
}): Page => ({
  template: 'auth/sign-in.njk',
  title: 'Sign in',
  section,
  scripts: ['passkey.js'],
  data: {
    returnPath: given.returnPath,
    email: given.email,
    agencies: given.agencies.map(({ id, name }) => ({
      text: name,
      href: `/sign-in/organisation/${id}?${new URLSearchParams({ return: given.returnPath })}`,
    })),
    demo: given.demo,
  },
})

export const linkSentPage = (given: { demo: boolean }): Page => ({
  template: 'auth/link-sent.njk',
  title: 'Look at your mail',
  section,
  data: { minutes: linkMinutes, demo: given.demo },
})

export const linkPage = (given: { token: string; returnPath: string; over?: boolean }): Page => ({
  template: 'auth/link.njk',
  title: given.over ? 'This link no longer works' : 'Finish signing in',
  section,
  data: { action: `/sign-in/link/${given.token}`, returnPath: given.returnPath, over: given.over ?? false },
})
