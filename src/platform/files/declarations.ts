import { declareEvents } from '#platform/declare/declarations.ts'

export const fileEvents = declareEvents('platform', {
  file_stored: ['file', 'purpose', 'kind', 'bytes'],
  /** Only of files that are not public. */
  file_seen: ['file', 'purpose'],
  file_published: ['file', 'purpose'],
  file_withdrawn: ['file', 'purpose'],
  file_removed: ['file', 'purpose'],
})
