import { demoPartnership } from '#platform/config/partnership.ts'
import type { World } from '#src/testing/scenario.ts'
import { askForApproval, type Surroundings } from './actions/ask-approval.ts'
import { addArticle } from './actions/change-article.ts'
import { makeEdition } from './actions/change-edition.ts'
import { decideApproval } from './actions/decide-approval.ts'
import { publishEdition } from './actions/publish.ts'
import { parseMarkdown } from '#platform/richtext/markdown-parse.ts'
import { getApprovedSnapshot } from './queries/approved-snapshot.ts'

/** A bulletin as plain text: a title with its month, three articles, a list and a quotation. */
export const bulletinText = `Network bulletin – April 2016

Boats on the Larkmere

The Larkmere centre has two new boats for groups of young people. They can be booked from the first of May.

What young people said

We asked a group at the Rowan House what makes a good worker.

“Someone who rings back when they said they would.”

“Someone who does not write while I talk.”

Training in May

Three places are left on each of these days:

• Tuesday 10 May, Northmoor
• Thursday 19 May, Southfen

Write to training@fernshire.example to book.
`

export const surroundings: Surroundings = {
  blocks: [],
  guard: null,
  partnership: demoPartnership,
  origin: 'http://localhost:3000',
}

/** An edition by erin with articles of these headings, each with a text of its own. */
export const anEdition = (
  world: World,
  given: { title?: string; headings?: readonly string[]; body?: string } = {},
): Promise<{ id: string; articles: string[] }> =>
  world.by('erin', async (tx, erin) => {
    const edition = await makeEdition(
      tx,
      erin,
      { title: given.title ?? 'Network bulletin', month: null, how: 'blank' },
      world.now(),
    )
    const articles: string[] = []
    for (const heading of given.headings ?? ['First article', 'Second article']) {
      const body = parseMarkdown(given.body ?? `The words of ${heading.toLowerCase()}.`)
      const article = await addArticle(
        tx,
        erin,
        { editionId: edition.id, part: 'article', heading, body },
        world.now(),
      )
      articles.push(article.id)
    }
    return { id: edition.id, articles }
  })

/** The same, put before a second person by erin. */
export async function askedEdition(
  world: World,
  given: Parameters<typeof anEdition>[1] = {},
): Promise<{ id: string; articles: string[]; approvalId: string }> {
  const edition = await anEdition(world, given)
  const approval = await world.by('erin', (tx, erin) =>
    askForApproval(tx, erin, { editionId: edition.id, note: '' }, surroundings, world.now()),
  )
  return { ...edition, approvalId: approval.id }
}

/** The same, approved by femi. */
export async function anApprovedEdition(
  world: World,
  given: Parameters<typeof anEdition>[1] = {},
): Promise<{ id: string; articles: string[]; approvalId: string }> {
  const edition = await askedEdition(world, given)
  await world.by('femi', (tx, femi) =>
    decideApproval(
      tx,
      femi,
      { approvalId: edition.approvalId, decision: 'approve', comments: '' },
      world.now(),
    ),
  )
  return edition
}

/** The same, on the web. Gives its address there too. */
export async function aPublishedEdition(
  world: World,
  given: Parameters<typeof anEdition>[1] = {},
): Promise<{ id: string; slug: string }> {
  const edition = await anApprovedEdition(world, given)
  const slug = await world.by('erin', async (tx, erin) => {
    const snapshot = await getApprovedSnapshot(tx, edition.id)
    if (!snapshot) throw new Error('it was approved a moment ago')
    await publishEdition(tx, erin, snapshot.content, world.now())
    return snapshot.content.slug
  })
  return { id: edition.id, slug }
}
