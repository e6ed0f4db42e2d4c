import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { inTransaction } from '#platform/db/database.ts'
import { CommandProblem, type Command } from '#platform/declare/command.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { toMarkdown } from '#platform/richtext/markdown-write.ts'
import { isEmpty } from '#platform/richtext/plain-text.ts'
import { bringIn } from '../actions/bring-in.ts'
import { readImport, type FileRead } from '../reading/read-file.ts'
import { fitLine } from '../rules/heading.ts'
import type { ImportPlan } from '../rules/import/types.ts'

// Far above the reader's own limit, which has the better sentence; a whole disk is never read into memory.
const most = 64 * 1024 * 1024

async function readWhole(file: string): Promise<Buffer> {
  try {
    const bytes = await readFile(file)
    if (bytes.length > most) throw new CommandProblem(`${file} is far larger than any bulletin.`)
    return bytes
  } catch (error) {
    if (error instanceof CommandProblem) throw error
    throw new CommandProblem(`${file} cannot be read. Name a file that is there.`)
  }
}

async function read(file: string): Promise<FileRead> {
  const bytes = await readWhole(file)
  try {
    return await readImport({ name: path.basename(file), bytes })
  } catch (error) {
    if (error instanceof Refusal) throw new CommandProblem(`${error.message}.`.replace(/\.\.$/, '.'))
    throw error
  }
}

const monthOf = (plan: ImportPlan): Temporal.PlainDate | null =>
  plan.month && plan.year ? Temporal.PlainDate.from({ year: plan.year, month: plan.month, day: 1 }) : null

const words = (text: ImportPlan['introduction']): string | null => (isEmpty(text) ? null : toMarkdown(text))

const asData = (file: FileRead, edition: { id: string; href: string } | null) => ({
  file: file.fileName,
  kind: file.kind,
  title: file.plan.title,
  month: file.plan.month,
  year: file.plan.year,
  introduction: words(file.plan.introduction),
  articles: file.plan.articles.map((article, index) => ({
    number: index + 1,
    heading: article.heading,
    link: article.link,
    text: toMarkdown(article.body),
    blocks: article.body.content.map((block) => block.type),
    confidence: article.confidence,
    doubt: article.doubt,
  })),
  closing: words(file.plan.closing),
  leftOut: file.plan.leftOut.map((part) => ({ why: part.why, text: toMarkdown(part.body) })),
  pictures: file.pictures.length,
  notes: file.notes,
  preview: edition === null,
  edition,
})

/** Reads an old bulletin from a file; with --preview it shows what was found and writes nothing. */
export const importCommand: Command = {
  noun: 'bulletin',
  verb: 'import',
  says: 'Reads an old bulletin (.docx, .html, .md, .txt) and makes an edition of it',
  usage: 'FILE [--preview]',
  as: 'erin',
  options: { preview: 'Show the articles that were found and write nothing' },
  run: async ({ db, actor, now, words: [file, ...more], options, say, data, installation }) => {
    if (file === undefined) throw new CommandProblem('Name the file that holds the bulletin.')
    if (more.length > 0) throw new CommandProblem('Name one file at a time.')
    const found = await read(file)
    const { plan } = found
    const title = fitLine(plan.title) || path.parse(file).name
    say(`${title}: ${plan.articles.length} ${plan.articles.length === 1 ? 'article' : 'articles'}`)
    for (const [index, article] of plan.articles.entries())
      say(
        `  ${index + 1}. ${article.heading || '(without a heading)'}${article.doubt ? `   in doubt: ${article.doubt.why}` : ''}`,
      )
    for (const note of found.notes) say(`${note}.`)
    if (options['preview']) {
      say('Nothing was written.')
      data(asData(found, null))
      return 0
    }
    const made = await inTransaction(db, actor, (tx) =>
      bringIn(tx, actor, found, { title, month: monthOf(plan) }, now),
    )
    const origin = installation.settings.HOLDFAST_ORIGIN ?? 'http://localhost:3000'
    const href = `${origin}/editions/${made.editionId}`
    say(`It is an edition now, as a draft: ${href}`)
    data(asData(found, { id: made.editionId, href }))
    return 0
  },
}
