import { show } from '#platform/http/answers.ts'
import { get, type DeclaredRoute } from '#platform/http/route.ts'
import type { Around } from '../around.ts'

const page = (around: Around, url: string, template: string, title: string): DeclaredRoute =>
  get({
    url,
    allow: 'anyone',
    audit: 'none',
    freshForSeconds: 60,
    withoutDatabase: true,
    show: () =>
      Promise.resolve(
        show({
          template: `pages/${template}.njk`,
          title,
          data: { partnership: around.partnership, demo: around.demo },
        }),
      ),
  })

/** What anyone may read about the service: help first. */
export const publicRoutes = (around: Around): readonly DeclaredRoute[] => [
  page(around, '/help', 'help', 'Get help now'),
  page(around, '/accessibility', 'accessibility', 'Accessibility'),
  page(around, '/privacy', 'privacy', 'Privacy'),
]
