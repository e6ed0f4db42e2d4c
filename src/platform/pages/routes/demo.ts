import { show } from '#platform/http/answers.ts'
import { get, type DeclaredRoute } from '#platform/http/route.ts'
import type { Around } from '../around.ts'

/** The tour: who is in the demo partnership, and what a visitor can try as each of them. */
export const demoRoutes = (around: Around): readonly DeclaredRoute[] => [
  get({
    url: '/demo',
    allow: 'anyone',
    audit: 'none',
    show: () => {
      const steps = new Map<string, { text: string; href: string }[]>()
      for (const step of around.tour)
        steps.set(step.person, [...(steps.get(step.person) ?? []), { text: step.try, href: step.href }])
      const people = around.cast.map((person) => ({ ...person, steps: steps.get(person.key) ?? [] }))
      return Promise.resolve(
        show({
          template: 'pages/demo.njk',
          title: 'Look around as one of these people',
          section: 'Demo',
          data: {
            withSteps: people.filter((person) => person.steps.length > 0),
            others: people.filter((person) => person.steps.length === 0),
          },
        }),
      )
    },
  }),
]
