import type { Page } from '#platform/views/render.ts'
import type { Published } from '../queries/published.ts'
import { publishedItem } from './archive.page.ts'

/** The front door for anyone: what the partnership works on, its latest bulletin, and where help is. */
export const frontPage = (
  editions: readonly Published[],
  posts: readonly Published[],
  around: { readonly demo: boolean; readonly partnership: string },
): Page => ({
  template: 'bulletin/front.njk',
  title: `Working together for the children of ${around.partnership.split(' ')[0] ?? 'the county'}`,
  data: {
    latest: editions[0] ? publishedItem(editions[0]) : null,
    earlier: editions.slice(1).map(publishedItem),
    posts: posts.map(publishedItem),
    demo: around.demo,
  },
})
