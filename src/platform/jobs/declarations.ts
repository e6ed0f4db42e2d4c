import { declareEvents, declarePermissions } from '#platform/declare/declarations.ts'

export const jobsPermissions = declarePermissions('jobs', {
  look_after: {
    says: 'See the work that Holdfast does by itself, and try again what failed',
    roles: ['administrator'],
  },
})

export const jobsEvents = declareEvents('jobs', {
  seen: [],
  tried_again: ['job', 'queue'],
  given_up: ['job', 'queue'],
})
