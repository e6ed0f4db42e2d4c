import encodeQr from 'qr'
import type { Page } from '#platform/views/render.ts'
import type { WaysIn } from '../account/ways-in.ts'
import { codeAppUri } from '../code/code-secret.ts'

export const codePage = (given: { returnPath: string }): Page => ({
  template: 'auth/code.njk',
  title: 'Enter the code from your app',
  section: 'Sign in',
  data: { returnPath: given.returnPath },
})

export const strongerPage = (given: { ways: WaysIn; returnPath: string }): Page => ({
  template: 'auth/stronger.njk',
  title: 'This needs a stronger sign-in',
  section: 'Sign in',
  scripts: ['passkey.js'],
  data: {
    returnPath: given.returnPath,
    codeHref:
      given.ways.codeApp?.state === 'in_use'
        ? `/sign-in/code?${new URLSearchParams({ return: given.returnPath })}`
        : null,
    hasPasskey: given.ways.passkeys.length > 0,
  },
})

/** On white whatever the page's colours are: code apps do not read a dark square. */
const squareOf = (text: string): string =>
  encodeQr(text, 'svg', { ecc: 'medium', border: 4 }).replace(
    '>',
    '><rect width="100%" height="100%" fill="#fff"/>',
  )

/** The square and its letters. The app shows the partnership's name and no person's, since others may see the phone. */
export function newCodeAppPage(about: { partnership: string }, secret: string): Page {
  const uri = codeAppUri(secret, 'Holdfast', about.partnership)
  return {
    template: 'auth/new-code-app.njk',
    title: 'Set up a code app',
    section: 'Your account',
    back: { href: '/account', text: 'How you sign in' },
    data: {
      square: `data:image/svg+xml;base64,${Buffer.from(squareOf(uri)).toString('base64')}`,
      letters: (secret.match(/.{1,4}/g) ?? []).join(' '),
    },
  }
}
