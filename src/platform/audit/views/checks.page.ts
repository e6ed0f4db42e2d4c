import { moment, plural } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { Check } from '../checks.ts'
import { nameOr } from './who-did.ts'

export const checksPage = (checks: readonly Check[], names: ReadonlyMap<string, string>): Page => ({
  template: 'audit/checks.njk',
  title: 'Check the audit',
  section: 'Audit',
  back: { href: '/audit', text: 'Audit' },
  data: {
    shown: checks.length,
    rows: checks.map((check) => ({
      cells: [
        { text: moment(check.askedAt), href: `/audit/verifications/${check.id}` },
        { text: nameOr(check.askedBy, names, 'person') },
        { tag: verdict(check) },
      ],
    })),
  },
})

export function verdict({ result }: Check): { tone: 'done' | 'late' | 'info'; text: string } {
  if (!result) return { tone: 'info', text: 'Running' }
  return result.intact
    ? { tone: 'done', text: 'Nothing changed' }
    : { tone: 'late', text: plural(result.findingsCount, 'finding') }
}
