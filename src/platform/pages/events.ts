import { declareEvents, declarePermissions } from '#platform/declare/declarations.ts'

export const pagesEvents = declareEvents('pages', {
  my_work_viewed: ['items'],
})

export const pagesPermissions = declarePermissions('pages', {
  work: { says: 'See one’s own work', roles: 'signed-in' },
})
