/** What a field of the audit may hold: an opaque id, a count, a code, a list of those, or nothing. */
export type AuditValue = string | number | boolean | readonly string[] | null

const longest = 120
const mostInList = 2_000

/**
 * Why a value may not stand in the audit, or null. The audit is kept longer than what it tells of and is read by people who
 * may not read the records, so no words typed by or about a person may reach it. Codes and ids have no spaces; words have.
 */
export function fieldProblem(value: AuditValue): string | null {
  if (value === null || typeof value === 'boolean') return null
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'is not a number'
  if (typeof value === 'string') return textProblem(value)
  if (value.length > mostInList) return `has more than ${mostInList} items`
  return value.map(textProblem).find((problem) => problem !== null) ?? null
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const isId = (value: unknown): value is string => typeof value === 'string' && uuid.test(value)

function textProblem(text: string): string | null {
  if (uuid.test(text)) return null
  if (text.length > longest) return `is longer than ${longest} characters`
  // A route is told as `GET /forums/:id`.
  if (/\s/.test(text) && !/^[A-Z_]+ \/\S*$/.test(text))
    return 'has spaces, so it looks like words a person typed'
  if (text.includes('@')) return 'looks like a mail address'
  // Telephone, NHS and case numbers tell who somebody is. A count is given as a number, not as text.
  if (/^\+?[\d()-]{8,}$/.test(text) && !/^\d{4}-\d{2}-\d{2}$/.test(text))
    return 'looks like a number of a person'
  return null
}
