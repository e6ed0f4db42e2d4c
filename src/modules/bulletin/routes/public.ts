import { z } from 'zod'
import { bytes, show } from '#platform/http/answers.ts'
import { get } from '#platform/http/route.ts'
import { findPublished, listPublished, searchPublished } from '../queries/published.ts'
import { archivedEditionPage, archivedPostPage, archivePage } from '../views/archive.page.ts'
import { atomFeed } from '../views/feed.ts'
import { frontPage } from '../views/front.page.ts'

const slug = z.object({ slug: z.string().regex(/^[a-z0-9-]{1,120}$/) })

const query = z.object({
  q: z.string().trim().max(200).default(''),
  page: z.coerce.number().int().min(1).max(1000).default(1),
})

// Long enough that a thousand readers cost one rendering, short enough that nobody waits to see what they published.
const fresh = 2

const archive = (kind: 'edition' | 'post', url: '/bulletins' | '/blog') =>
  get({
    url,
    allow: 'anyone',
    audit: 'none',
    query,
    freshForSeconds: fresh,
    show: async ({ tx, query: { q, page } }) =>
      show(
        archivePage({
          kind,
          page,
          words: q,
          list: await listPublished(tx, { kind, page }),
          found: q === '' ? null : await searchPublished(tx, q),
        }),
      ),
  })

const feed = (kind: 'edition' | 'post', path: '/bulletins' | '/blog', title: string) =>
  get({
    url: `${path}/feed.atom`,
    allow: 'anyone',
    audit: 'none',
    freshForSeconds: 30,
    show: async ({ tx, platform, now }) => {
      const { rows } = await listPublished(tx, { kind, most: 30 })
      const about = { origin: platform.origin, partnership: platform.partnership.name, title, path, now }
      return bytes('application/atom+xml; charset=utf-8', atomFeed(rows, about))
    },
  })

const editionRoute = get({
  url: '/bulletins/:slug',
  allow: 'anyone',
  audit: 'none',
  params: slug,
  freshForSeconds: fresh,
  counted: (params) => `edition/${params.slug}`,
  show: async ({ tx, params }) => {
    const one = await findPublished(tx, 'edition', params.slug)
    return one && show(archivedEditionPage(one))
  },
})

const postRoute = get({
  url: '/blog/:slug',
  allow: 'anyone',
  audit: 'none',
  params: slug,
  freshForSeconds: fresh,
  counted: (params) => `post/${params.slug}`,
  show: async ({ tx, params }) => {
    const one = await findPublished(tx, 'post', params.slug)
    return one && show(archivedPostPage(one))
  },
})

const frontRoute = get({
  url: '/',
  allow: 'anyone',
  audit: 'none',
  freshForSeconds: fresh,
  show: async ({ tx, platform }) => {
    const editions = await listPublished(tx, { kind: 'edition', most: 4 })
    const posts = await listPublished(tx, { kind: 'post', most: 3 })
    return show(
      frontPage(editions.rows, posts.rows, {
        demo: platform.demo,
        partnership: platform.partnership.name,
      }),
    )
  },
})

export const publicRoutes = [
  frontRoute,
  archive('edition', '/bulletins'),
  feed('edition', '/bulletins', 'Bulletins'),
  editionRoute,
  archive('post', '/blog'),
  feed('post', '/blog', 'Blog'),
  postRoute,
]
