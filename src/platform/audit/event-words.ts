/**
 * Sentences for events, by the event's name, with its fields in braces: `'network.person_viewed': 'Looked at a person'`,
 * `'network.people_exported': 'Exported {rows} people'`. An event without one is told in the words of its name.
 */
export type EventWords = Readonly<Record<string, string>>

export const platformWords: EventWords = {
  'platform.signed_in': 'Signed in',
  'platform.sign_in_refused': 'Was not let in at sign-in',
  'platform.signed_out': 'Signed out',
  'platform.refused': 'Was refused {route}',
  'platform.searched': 'Searched {what}, {found} found',
  'platform.exported': 'Exported {rows} rows of {what} as {format}',
  'platform.printed': 'Printed {what}',
  'platform.api_called': 'Called {route}, answer {status}',
  'platform.command_run': 'Ran the command {noun} {verb}',
  'audit.lines_seen': 'Looked at the audit, {shown} lines',
  'audit.lines_exported': 'Exported {rows} lines of the audit',
  'audit.checks_seen': 'Looked at the checks of the audit',
  'audit.check_asked': 'Asked for a check of the audit',
  'audit.check_seen': 'Looked at a check of the audit',
  'audit.checked': 'Checked {lines} lines of the audit: {findings} findings, {unsealed} not sealed yet',
  'audit.continued': 'Went on after seal {after} from a copy that was put back; {lost} seals lost',
}

/** What happened, in words. A field that the line does not have reads as "unknown": old lines keep their old fields. */
export function sayEvent(
  words: EventWords,
  event: string,
  fields: Readonly<Record<string, unknown>>,
): string {
  const sentence = words[event]
  if (sentence === undefined) return inPlainWords(event)
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => sayField(fields[name]))
}

const sayField = (value: unknown): string => {
  if (typeof value === 'number') return value.toLocaleString('en-GB')
  if (typeof value === 'string') return value
  return Array.isArray(value) ? String(value.length) : 'unknown'
}

/** `network.person_viewed` reads "Person viewed (network)". */
function inPlainWords(event: string): string {
  const [module = '', ...rest] = event.split('.')
  const words = rest.join(' ').replaceAll('_', ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} (${module})`
}
