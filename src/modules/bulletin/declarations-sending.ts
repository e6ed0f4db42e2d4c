import { declareEvents, declarePermissions } from '#platform/declare/declarations.ts'

export const sendingPermissions = declarePermissions('bulletin', {
  send: {
    says: 'Send editions, pause and go on, and decide about mails in doubt',
    roles: ['officer'],
  },
  readers: { says: 'Look after outside readers, bounces and who must not be written to', roles: ['officer'] },
  figures: { says: 'See the figures of what was sent', roles: ['officer', 'approver', 'analyst'] },
})

export const sendingEvents = declareEvents('bulletin', {
  audience_viewed: ['edition', 'readers'],
  sending_viewed: ['sending'],
  sending_started: ['sending', 'edition', 'kind'],
  post_sending_started: ['sending', 'post'],
  sending_prepared: ['sending', 'readers'],
  sending_paused: ['sending'],
  sending_went_on: ['sending'],
  sending_stopped: ['sending', 'left_out'],
  sending_finished: ['sending', 'sent', 'refused', 'in_doubt'],
  doubt_decided: ['sending', 'how', 'count'],
  workers_lost: ['in_doubt'],
  sent_viewed: [],
  figures_viewed: ['edition'],
  figures_exported: ['edition', 'rows'],
  readers_viewed: ['count'],
  reader_searched: ['found'],
  subscription_asked: ['mailbox'],
  subscription_viewed: ['mailbox'],
  subscribed: ['mailbox'],
  unsubscribe_viewed: ['mailbox'],
  unsubscribed: ['mailbox', 'sending', 'how'],
  preferences_viewed: ['mailbox'],
  preferences_changed: ['mailbox', 'bulletin', 'blog'],
  suppressed: ['mailbox', 'reason'],
  suppression_lifted: ['mailbox', 'reason'],
  reports_read: ['read', 'matched', 'suppressed'],
  ledger_swept: ['sendings', 'rows', 'mailboxes'],
})
