import { declareEvents } from '#platform/declare/declarations.ts'

export const pagesEvents = declareEvents('pages', {
  my_work_viewed: ['items'],
})
