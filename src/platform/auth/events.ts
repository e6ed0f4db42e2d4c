import { declareEvents } from '#platform/declare/declarations.ts'

/**
 * What sign-in writes down beside the platform's own `signed_in`, `sign_in_refused` and `signed_out`. Which address was typed is
 * never among it: an address that nobody has would otherwise stay in the audit for years.
 */
export const authEvents = declareEvents('auth', {
  link_asked: [],
  link_sent: ['person'],
  link_not_sent: ['reason'],
  came_in: ['how', 'person'],
  account_seen: [],
  sessions_ended: ['sessions'],
  passkey_offered: [],
  passkey_added: ['passkey'],
  passkey_removed: ['passkey'],
  code_app_offered: [],
  code_secret_seen: [],
  code_app_added: [],
  code_app_removed: [],
  code_app_locked: ['person'],
  all_ended: ['person', 'why', 'sessions', 'links', 'passkeys', 'code_apps'],
  agency_sign_in_started: ['agency'],
  agency_sign_in_returned: ['agency'],
  agency_sign_in_set: ['agency', 'organisation'],
  agency_sign_in_confirmed: ['agency'],
  agency_sign_in_ended: ['agency', 'organisation'],
  agencies_seen: ['agencies'],
  agency_bound: ['agency', 'person'],
  device_loss_asked: ['loss', 'person'],
  device_losses_seen: ['losses'],
  device_loss_decided: ['loss', 'person', 'state'],
})
