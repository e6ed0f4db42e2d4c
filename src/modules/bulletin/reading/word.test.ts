import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AlignmentType,
  Document,
  ExternalHyperlink,
  HeadingLevel,
  ImageRun,
  LevelFormat,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from 'docx'
import sharp from 'sharp'
import { toMarkdown } from '#platform/richtext/markdown-write.ts'
import { splitIntoArticles } from '../rules/import/split-into-articles.ts'
import { readBulletin } from './read-bulletin.ts'

const numbering = {
  config: [
    {
      reference: 'steps',
      levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1.', alignment: AlignmentType.START }],
    },
  ],
}

const readDocument = async (children: readonly (Paragraph | Table)[]) => {
  const bytes = await Packer.toBuffer(new Document({ numbering, sections: [{ children }] }))
  const read = await readBulletin({ name: 'Old bulletin.docx', bytes })
  assert.ok(read.ok)
  return { read, plan: splitIntoArticles(read.blocks) }
}

const heading = (text: string, level: (typeof HeadingLevel)[keyof typeof HeadingLevel]) =>
  new Paragraph({ text, heading: level })
const bold = (text: string) => new Paragraph({ children: [new TextRun({ text, bold: true })] })
const large = (text: string, size: number) => new Paragraph({ children: [new TextRun({ text, size })] })
const cell = (text: string) => new TableCell({ children: [new Paragraph(text)] })

test('a Word file with heading styles keeps lists, links, tables and headings inside articles', async () => {
  const { plan } = await readDocument([
    heading('Fenland Champions Bulletin: November 2019', HeadingLevel.TITLE),
    heading('Forum report', HeadingLevel.HEADING_1),
    new Paragraph('Ninety champions came to the forum. Two things stood out.'),
    new Paragraph({ text: 'Sleep', bullet: { level: 0 } }),
    new Paragraph({ text: 'under five', bullet: { level: 1 } }),
    new Paragraph({ text: 'Phones', bullet: { level: 0 } }),
    heading('What next', HeadingLevel.HEADING_2),
    new Paragraph({ text: 'Read the report', numbering: { reference: 'steps', level: 0 } }),
    new Paragraph({ text: 'Tell your team', numbering: { reference: 'steps', level: 0 } }),
    heading('Helpline hours', HeadingLevel.HEADING_1),
    new Paragraph({
      children: [
        new TextRun('Hours have changed. See '),
        new ExternalHyperlink({ link: 'https://fenland.example/hours', children: [new TextRun('the page')] }),
        new TextRun('.'),
      ],
    }),
    new Table({
      rows: [
        new TableRow({ children: [cell('Day'), cell('Hours')], tableHeader: true }),
        new TableRow({ children: [cell('Monday'), cell('9 to 5')] }),
        new TableRow({ children: [cell('Sunday'), cell('closed')] }),
      ],
    }),
  ])
  assert.deepEqual(
    [plan.title, plan.month, plan.year],
    ['Fenland Champions Bulletin: November 2019', 11, 2019],
  )
  assert.deepEqual(
    plan.articles.map((article) => [article.heading, article.doubt, toMarkdown(article.body)]),
    [
      [
        'Forum report',
        null,
        'Ninety champions came to the forum. Two things stood out.\n\n- Sleep\n  - under five\n- Phones\n\n' +
          '### What next\n\n1. Read the report\n2. Tell your team',
      ],
      [
        'Helpline hours',
        null,
        'Hours have changed. See [the page](https://fenland.example/hours).\n\n' +
          '**Day; Hours**\n\n- Monday; 9 to 5\n- Sunday; closed',
      ],
    ],
  )
})

test('a Word file without styles is split at its bold lines', async () => {
  const { plan } = await readDocument([
    bold('Moorside Newsletter'),
    new Paragraph('March 2018'),
    new Paragraph('Dear colleagues,'),
    new Paragraph('Thank you for all your work over a long and cold winter.'),
    bold('New form'),
    new Paragraph('The new form is shorter than the old one. It is on the website.'),
    new Paragraph(''),
    bold('Young people say'),
    new Paragraph('“I would rather have one person who stays than five who come and go.”'),
    new Paragraph('– Boy, 16'),
    bold('Dates'),
    new Paragraph('•\tForum: 3 April'),
    new Paragraph('•\tBoard: 9 May'),
  ])
  assert.deepEqual([plan.title, plan.month, plan.year], ['Moorside Newsletter – March 2018', 3, 2018])
  assert.deepEqual(
    plan.articles.map((article) => [article.heading, toMarkdown(article.body)]),
    [
      ['New form', 'The new form is shorter than the old one. It is on the website.'],
      [
        'Young people say',
        '> “I would rather have one person who stays than five who come and go.”\n>\n> — Boy, 16',
      ],
      ['Dates', '- Forum: 3 April\n- Board: 9 May'],
    ],
  )
})

test('lines that are only set larger head articles, the largest the edition', async () => {
  const { plan } = await readDocument([
    large('Quayside Update, Summer 2020', 48),
    large('Masks and visits', 32),
    new Paragraph('Visits go on. Wear a mask where the family asks for it.'),
    large('Online forum', 32),
    new Paragraph('The forum is online this year. A link comes by mail.'),
  ])
  assert.equal(plan.title, 'Quayside Update, Summer 2020')
  assert.deepEqual(
    plan.articles.map(({ heading: own, reason }) => [own, reason]),
    [
      ['Masks and visits', 'This line is set larger than the text'],
      ['Online forum', 'This line is set larger than the text'],
    ],
  )
})

test('a picture with words is taken, one without is left out and said so', async () => {
  const data = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  const picture = (description: string) =>
    new Paragraph({
      children: [
        new ImageRun({
          type: 'png',
          data,
          transformation: { width: 20, height: 20 },
          altText: { name: 'p', description, title: '' },
        }),
      ],
    })
  const { read, plan } = await readDocument([
    heading('One', HeadingLevel.HEADING_1),
    new Paragraph('Text of the first.'),
    picture('A red square'),
    heading('Two', HeadingLevel.HEADING_1),
    new Paragraph('Text of the second.'),
    picture(''),
  ])
  assert.equal(
    toMarkdown(plan.articles[0]?.body ?? plan.closing),
    'Text of the first.\n\n![A red square](image:picture-1)',
  )
  assert.deepEqual(
    read.pictures.map(({ id, contentType }) => [id, contentType]),
    [['picture-1', 'image/png']],
  )
  assert.deepEqual(read.notes, [
    'One picture has no words that say what it shows and was left out. Add it again in the editor',
  ])
})
