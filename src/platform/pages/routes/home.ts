import { show } from '#platform/http/answers.ts'
import { get, type DeclaredRoute } from '#platform/http/route.ts'
import type { WorkItem } from '#platform/declare/module.ts'
import type { Around } from '../around.ts'
import { pagesEvents } from '../events.ts'
import { homePage } from '../views/home.page.ts'

/** My work: what every module has for this person, the most pressing first. */
export const homeRoutes = (around: Around): readonly DeclaredRoute[] => [
  get({
    url: '/home',
    allow: 'signed-in',
    audit: pagesEvents.my_work_viewed,
    tells: (_context, answer) => ({
      items: answer.kind === 'page' && 'count' in answer.page.data ? Number(answer.page.data.count) : 0,
    }),
    show: async ({ tx, actor, now }) => {
      const items: WorkItem[] = []
      for (const work of around.work) items.push(...(await work(tx, actor, now)))
      return show(homePage(actor, items, now))
    },
  }),
]
