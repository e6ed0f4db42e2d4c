import type { Answer } from '#platform/http/answers.ts'

/** The ids of the records that a page shows, for the audit. Page data carries them as `shown`. */
export function idsShown(answer: Answer): readonly string[] {
  if (answer.kind !== 'page') return []
  const { data } = answer.page
  return 'shown' in data && Array.isArray(data.shown) ? data.shown.map(String) : []
}
