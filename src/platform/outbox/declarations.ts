import { declareEvents, declarePermissions } from '#platform/declare/declarations.ts'

export const outboxPermissions = declarePermissions('outbox', {
  look_after: {
    says: 'See which mails wait or were refused, without what they say, and try them again',
    roles: ['administrator'],
  },
})

export const outboxEvents = declareEvents('outbox', {
  seen: [],
  tried_again: ['mail', 'purpose'],
})
