import { declareEvents } from '#platform/declare/declarations.ts'

export const fileEvents = declareEvents('files', {
  stored: ['file', 'purpose', 'kind', 'bytes'],
  /** Only of files that are not public. */
  seen: ['file', 'purpose'],
  published: ['file', 'purpose'],
  withdrawn: ['file', 'purpose'],
  removed: ['file', 'purpose'],
})
