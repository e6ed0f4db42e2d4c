import { dayInFull, monthInFull } from '#platform/views/format.ts'
import { pagesFor } from '#platform/views/pages.ts'
import type { Page } from '#platform/views/render.ts'
import type { EditionContent, PostContent } from '../rules/content.ts'
import type { Found, Published, PublishedWhole } from '../queries/published.ts'
import { publishedPageSize } from '../queries/published.ts'
import { webEdition, webPost } from './web-content.ts'

export const hrefOfPublished = (one: Pick<Published, 'kind' | 'slug'>): string =>
  one.kind === 'edition' ? `/bulletins/${one.slug}` : `/blog/${one.slug}`

/** A line of the archive, of the blog or of what a search found. */
export const publishedItem = (one: Published | Found) => ({
  title: one.title,
  href: hrefOfPublished(one),
  kind: one.kind === 'edition' ? 'Bulletin' : 'Blog',
  summary: one.summary,
  by: one.author,
  on: dayInFull(one.publishedAt),
  at: one.publishedAt,
  month: one.month ? monthInFull(one.month) : null,
  excerpt: 'excerpt' in one ? one.excerpt : null,
})

type Archive = {
  readonly kind: 'edition' | 'post'
  readonly list: { readonly rows: readonly Published[]; readonly total: number }
  readonly page: number
  readonly words: string
  readonly found: readonly Found[] | null
}

const words = {
  edition: {
    title: 'Bulletins',
    base: '/bulletins',
    intro: 'Every bulletin of the partnership, the newest first.',
    empty: 'The first bulletin stands here as soon as it goes out.',
    feed: 'A feed of the bulletins (Atom)',
  },
  post: {
    title: 'Blog',
    base: '/blog',
    intro: 'What people of the partnership have to say, under their own names.',
    empty: 'The first post stands here as soon as it is published.',
    feed: 'A feed of the blog (Atom)',
  },
} as const

export function archivePage(archive: Archive): Page {
  const say = words[archive.kind]
  const hrefOf = (page: number): string => (page > 1 ? `${say.base}?page=${page}` : say.base)
  return {
    template: 'bulletin/archive.njk',
    title: say.title,
    data: {
      ...say,
      isBulletins: archive.kind === 'edition',
      words: archive.words,
      found: archive.found?.map(publishedItem) ?? null,
      items: archive.list.rows.map(publishedItem),
      pages: pagesFor({ page: archive.page, pageSize: publishedPageSize, total: archive.list.total, hrefOf }),
    },
  }
}

export const archivedEditionPage = (one: PublishedWhole): Page => ({
  template: 'bulletin/edition-web.njk',
  title: one.title,
  section: 'Bulletins',
  back: { href: '/bulletins', text: 'Bulletins' },
  data: {
    on: dayInFull(one.publishedAt),
    at: one.publishedAt,
    correctedBy: one.correctedBy,
    corrects: one.corrects,
    edition: webEdition(JSON.parse(one.content) as EditionContent),
  },
})

export const archivedPostPage = (one: PublishedWhole): Page => ({
  template: 'bulletin/post-web.njk',
  title: one.title,
  section: 'Blog',
  back: { href: '/blog', text: 'Blog' },
  data: {
    on: dayInFull(one.publishedAt),
    at: one.publishedAt,
    post: webPost(JSON.parse(one.content) as PostContent),
  },
})
