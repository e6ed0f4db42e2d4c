import type { Keeping } from '#platform/declare/module.ts'

/** How long what sign-in writes is kept. The nightly job `auth.sweep` holds to it. */
export const keeps: readonly Keeping[] = [
  {
    table: 'auth.person',
    kept: 'as long as the person is in the network',
    because: 'it holds an opaque id only, to which sessions and passkeys belong',
  },
  {
    table: 'auth.session',
    kept: 'a day after it ends',
    because: 'what a person typed when it ran out is given back to them',
  },
  {
    table: 'auth.account',
    kept: 'until the person leaves or the agency’s sign-in ends',
    because: 'it says which subject of an agency is which person',
  },
  {
    table: 'auth.verification',
    kept: 'twenty minutes',
    because: 'a link or a challenge is worthless after that',
  },
  { table: 'auth.passkey', kept: 'until the person removes it or leaves', because: 'it is how they sign in' },
  {
    table: 'platform.link_request',
    kept: 'a day at most',
    because: 'the job deletes it as soon as it has looked',
  },
  { table: 'platform.sign_in_try', kept: 'a day', because: 'tries are counted in quarters of an hour' },
  {
    table: 'platform.code_app',
    kept: 'until the person removes it, loses it or leaves',
    because: 'it is how they sign in',
  },
  {
    table: 'platform.agency_sign_in',
    kept: 'as long as the partnership works with the agency',
    because: 'the audit names it',
  },
  {
    table: 'platform.agency_confirmation',
    kept: 'as long as the agreement it confirms',
    because: 'who let an agency in must be answerable',
  },
  { table: 'platform.agency_trip', kept: 'a day at most', because: 'a sign-in on its way takes minutes' },
  {
    table: 'platform.sign_in_hold',
    kept: 'until a second person has made sure who it is',
    because: 'a changed address must not be enough to become somebody',
  },
  { table: 'platform.device_loss', kept: 'six years', because: 'who let whom in again must be answerable' },
]
