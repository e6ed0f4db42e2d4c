import type { Actor } from '#platform/auth/actor.ts'
import type { WorkItem } from '#platform/declare/module.ts'
import type { Page } from '#platform/views/render.ts'
import { workGroups } from '../work-groups.ts'

export function homePage(actor: Actor, items: readonly WorkItem[], now: Temporal.Instant): Page {
  const given = actor.kind === 'person' ? actor.name.split(' ')[0] : null
  return {
    template: 'pages/home.njk',
    title: 'My work',
    data: {
      given,
      count: items.length,
      groups: workGroups(items, now).map((group) => ({
        title: group.title,
        tone: group.tone,
        items: group.items.map((item) => ({
          title: item.what,
          href: item.href,
          about: null,
          why: item.why,
          action: { text: item.action, href: item.href },
        })),
      })),
    },
  }
}
