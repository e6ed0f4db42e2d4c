import { Feed } from 'feed'
import { escapeHtml } from '#platform/richtext/html-write.ts'
import type { Published, PublishedWhole } from '../queries/published.ts'
import { hrefOfPublished } from './archive.page.ts'

type About = {
  readonly origin: string
  readonly partnership: string
  readonly title: string
  readonly path: '/bulletins' | '/blog'
  readonly now: Temporal.Instant
}

const date = (moment: Temporal.Instant): Date => new Date(moment.epochMilliseconds)

/** An Atom feed of what is published. Entries are named by an id that stays, whatever the address of the service becomes. */
export function atomFeed(rows: readonly (Published | PublishedWhole)[], about: About): string {
  const newest = rows
    .map((one) => one.changedAt)
    .reduce<Temporal.Instant | null>(
      (latest, one) => (latest && Temporal.Instant.compare(latest, one) > 0 ? latest : one),
      null,
    )
  const feed = new Feed({
    id: `${about.origin}${about.path}`,
    title: `${about.title} – ${about.partnership}`,
    link: `${about.origin}${about.path}`,
    feedLinks: { atom: `${about.origin}${about.path}/feed.atom` },
    language: 'en-GB',
    updated: date(newest ?? about.now),
    author: { name: about.partnership },
    copyright: about.partnership,
    generator: 'Holdfast',
  })
  // The library says that both are HTML, so a reader's program would run what stands in a heading.
  for (const one of rows)
    feed.addItem({
      id: `urn:uuid:${one.id}`,
      title: escapeHtml(one.title),
      link: `${about.origin}${hrefOfPublished(one)}`,
      description: escapeHtml(one.summary),
      published: date(one.publishedAt),
      date: date(one.changedAt),
      ...(one.author ? { author: [{ name: one.author }] } : {}),
    })
  return feed.atom1()
}
