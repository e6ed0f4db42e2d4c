import { declareEvents } from '#platform/declare/declarations.ts'

/**
 * What the platform itself writes down, whatever module it happens in. `route` is the method and the address as
 * declared, with its parameters unfilled, so that no address of a person or record stands in a field.
 */
export const platformEvents = declareEvents('platform', {
  signed_in: ['how', 'strength'],
  sign_in_refused: ['how', 'reason'],
  signed_out: [],
  sessions_ended: ['count', 'reason'],
  refused: ['route'],
  searched: ['what', 'found'],
  exported: ['what', 'rows', 'format'],
  printed: ['what'],
  api_called: ['route', 'status'],
  command_run: ['noun', 'verb'],
  audit_listed: ['person', 'record', 'shown'],
  audit_exported: ['person', 'record', 'rows'],
  audit_verification_asked: ['verification'],
  audit_verification_seen: ['verification'],
  audit_verified: ['entries', 'seals', 'findings', 'unsealed'],
  audit_continued: ['from', 'lost'],
})
