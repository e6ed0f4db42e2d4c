import { declareEvents, declarePermissions } from '#platform/declare/declarations.ts'

/**
 * What the platform itself writes down, whatever module it happens in. `route` is the method and the address as
 * declared, with its parameters unfilled, so that no address of a person or record stands in a field.
 */
export const platformEvents = declareEvents('platform', {
  signed_in: ['how', 'strength'],
  sign_in_refused: ['how', 'reason'],
  signed_out: [],
  refused: ['route'],
  searched: ['what', 'found'],
  exported: ['what', 'rows', 'format'],
  printed: ['what'],
  api_called: ['route', 'status'],
  command_run: ['noun', 'verb'],
})

/** What is done with the audit itself. */
export const auditEvents = declareEvents('audit', {
  lines_seen: ['person', 'record', 'shown'],
  lines_exported: ['person', 'record', 'rows'],
  checks_seen: ['shown'],
  check_asked: ['check'],
  check_seen: ['check'],
  checked: ['lines', 'seals', 'findings', 'unsealed'],
  continued: ['after', 'lost'],
})

export const permissions = declarePermissions('audit', {
  read: { says: 'See who did and saw what, and check that nothing was changed', roles: ['governance'] },
})
