import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toMarkdown } from '#platform/richtext/markdown-write.ts'
import { splitIntoArticles } from '../rules/import/split-into-articles.ts'
import type { ImportPlan } from '../rules/import/types.ts'
import { readBulletin } from './read-bulletin.ts'

const planOf = async (name: string, text: string): Promise<ImportPlan> => {
  const read = await readBulletin({ name, bytes: Buffer.from(text) })
  assert.ok(read.ok, name)
  return splitIntoArticles(read.blocks)
}
const headingsOf = ({ articles }: ImportPlan) => articles.map(({ heading }) => heading)
const bodyOf = ({ articles }: ImportPlan, index: number) => {
  const article = articles[index]
  assert.ok(article)
  return toMarkdown(article.body)
}

const large = (text: string) => `<p><b><span style="font-size:14.0pt">${text}</span></b></p>`

test('a bulletin saved from a mail program is titled by itself; the head of the mail is set apart and says the month', async () => {
  const plan = await planOf(
    'saved.html',
    `<html><body><div><p><b>From:</b> Quill, Ada<br><b>Sent:</b> 03 March 2018 09:12<br><b>To:</b> Champions<br>
    <b>Subject:</b> March Champions Bulletin</p></div>
    <p><b><span style="font-size:20.0pt">March Champions Bulletin</span></b></p><p>Dear all,</p><p>Welcome to it.</p>
    ${large('Awareness day')}<p>It is on Sunday and everybody is welcome at the town hall.</p>
    ${large('New worker')}<p>We welcome Teo Marsh, who begins at the Rowan House in April.</p></body></html>`,
  )
  assert.deepEqual([plan.title, plan.month, plan.year], ['March Champions Bulletin', 3, 2018])
  assert.deepEqual(headingsOf(plan), ['Awareness day', 'New worker'])
  assert.match(toMarkdown(plan.introduction), /^Dear all/u)
  const [out] = plan.leftOut
  assert.match(out ? toMarkdown(out.body) : '', /Quill, Ada/u)
})

test('a heading right above a table heads an article like its fellows', async () => {
  const plan = await planOf(
    'table.md',
    [
      '# Bulletin, May 2021',
      '**One**',
      'Something was said about the first of them here.',
      '**Dates**',
      '| Date | What |\n|---|---|\n| 3 June | Forum |\n| 9 June | Webinar |',
      '**Three**',
      'Something was said about the third of them here.',
    ].join('\n\n'),
  )
  assert.deepEqual(headingsOf(plan), ['One', 'Dates', 'Three'])
  assert.equal(bodyOf(plan, 1), '**Date; What**\n\n- 3 June; Forum\n- 9 June; Webinar')
})

test('letters that know no capitals are not taken for capitals, so headings in two scripts stand side by side', async () => {
  const plan = await planOf(
    'scripts.txt',
    [
      'Fernshire Bulletin – June 2022',
      'رسالة من الشباب',
      'نريد من العاملين أن يصغوا إلينا وأن يعودوا إلينا عندما يقولون إنهم سيعودون.',
      '👨‍👩‍👧 Family hubs open 🎉',
      'Three family hubs open in June. Come by and say hello, and bring a colleague.',
    ].join('\n\n'),
  )
  assert.deepEqual(headingsOf(plan), ['رسالة من الشباب', '👨‍👩‍👧 Family hubs open 🎉'])
})

test('a link that Markdown names at the end of the file leads there from where it stands', async () => {
  const plan = await planOf(
    'links.md',
    '# May\n\n## One\n\nUse the [form][1], see [Our Site] or [x][none].\n\n[1]: https://a.example/f "form"\n[our site]: <https://a.example/>\n',
  )
  assert.equal(
    bodyOf(plan, 0),
    'Use the [form](https://a.example/f), see [Our Site](https://a.example/) or [x][none].',
  )
})

test('who is quoted is seen without a dash, and in brackets on the next line', async () => {
  const plan = await planOf(
    'voices.txt',
    [
      'Voices, May 2020',
      'What they said',
      'We asked a group at the Rowan House what helps, and wrote it down for you.',
      '“It feels like someone is on my side.” Young person, 16',
      "'Don't pass me from pillar to post.'",
      '(Boy, 14)',
      '“Working together is what we do,” said nobody in particular that day.',
    ].join('\n\n'),
  )
  const [, first, second, third] = plan.articles[0]?.body.content ?? []
  assert.equal(first?.type === 'blockquote' && first.attrs.cite, 'Young person, 16')
  assert.equal(second?.type === 'blockquote' && second.attrs.cite, 'Boy, 14')
  assert.equal(third?.type, 'paragraph')
})
