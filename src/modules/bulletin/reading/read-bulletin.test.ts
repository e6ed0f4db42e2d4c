import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { plainWords } from '#platform/richtext/plain-text.ts'
import { toMarkdown } from '#platform/richtext/markdown-write.ts'
import { splitIntoArticles } from '../rules/import/split-into-articles.ts'
import type { ImportPlan } from '../rules/import/types.ts'
import { readBulletin } from './read-bulletin.ts'

const planOf = async (name: string): Promise<ImportPlan> => {
  const read = await readBulletin({
    name,
    bytes: readFileSync(new URL(`./fixtures/${name}`, import.meta.url)),
  })
  assert.ok(read.ok, name)
  return splitIntoArticles(read.blocks)
}
const headingsOf = (plan: ImportPlan): string[] => plan.articles.map(({ heading }) => heading)
const bodyOf = (plan: ImportPlan, heading: string): string => {
  const article = plan.articles.find((one) => one.heading === heading)
  assert.ok(article, heading)
  return toMarkdown(article.body)
}
const noDoubts = (plan: ImportPlan): void => {
  assert.deepEqual(
    plan.articles.flatMap(({ heading, doubt }) => (doubt === null ? [] : [heading])),
    [],
  )
}

test('a bulletin pasted from Word is split at its short lines, with one list and the quotations kept', async () => {
  const plan = await planOf('pasted-from-word.txt')
  assert.deepEqual(
    [plan.title, plan.month, plan.year],
    ['Harbour Champions Bulletin - October 2017', 10, 2017],
  )
  assert.deepEqual(headingsOf(plan), [
    'Harbour Missing Protocol',
    'Marlow Finch’s column',
    'Free library membership',
    'Forum dates for the year released',
    'Nobody Told Me (NTM) Campaign',
    "Young People's Update - The Crossings Programme",
    'The Harbour Team (Help and Return) Update',
    'Boys as victims',
    'Consultation on the definition of neglect',
    'Film for people who work in health',
  ])
  noDoubts(plan)
  const campaign = plan.articles[4]?.body.content ?? []
  assert.deepEqual(
    campaign.map(({ type }) => type),
    ['paragraph', 'bulletList', 'paragraph', 'paragraph'],
  )
  assert.deepEqual(campaign[1]?.type === 'bulletList' && campaign[1].content.length, 3)
  assert.deepEqual(
    plan.articles[5]?.body.content.map(({ type }) => type),
    ['blockquote', 'blockquote', 'blockquote', 'paragraph'],
  )
  assert.match(bodyOf(plan, 'Boys as victims'), /> “In the sample.*man”\n>\n> — Teal et al, 2015/u)
  assert.match(bodyOf(plan, 'Marlow Finch’s column'), /Read more here\.$/u)
  assert.equal(
    plan.articles[8]?.body.content.every(({ type }) => type === 'paragraph'),
    true,
  )
  assert.equal(plan.articles[9]?.body.content.length, 3)
})

test('capitals, a list of contents, dates, a call to act and a farewell fall into their places', async () => {
  const plan = await planOf('capitals.txt')
  assert.deepEqual(
    [plan.title, plan.month, plan.year],
    ['NORTHSHIRE CHAMPIONS NEWSLETTER – Issue 7 | May 2019', 5, 2019],
  )
  assert.deepEqual(headingsOf(plan), ['NEW TRAINING DATES', 'SUMMER FORUM', 'MEET THE TEAM'])
  assert.match(plainWords(plan.introduction), /^Welcome to the May edition/u)
  assert.equal(plan.leftOut.length, 1)
  assert.match(bodyOf(plan, 'NEW TRAINING DATES'), /Tuesday 4 June - Hall A\\\nFriday 14 June/u)
  assert.match(bodyOf(plan, 'NEW TRAINING DATES'), /\(mailto:training@northshire\.example\)/u)
  assert.match(bodyOf(plan, 'SUMMER FORUM'), /> "I did not think.*"\n>\n> — Young person, 15\n\nBOOK NOW/u)
  assert.match(plainWords(plan.closing), /^Kind regards Pat Lowry/u)
})

test('a mail wrapped at 72 columns is joined again, and headings that stand right on their text are found', async () => {
  const plan = await planOf('wrapped-mail.txt')
  assert.deepEqual([plan.month, plan.year], [9, 2018])
  assert.deepEqual(headingsOf(plan), [
    'Training for new champions',
    'Online harm guidance',
    'Is your contact list up to date?',
  ])
  assert.match(bodyOf(plan, 'Online harm guidance'), /what schools and colleges should do/u)
  assert.match(
    bodyOf(plan, 'Training for new champions'),
    /- how to record a concern.*young person asks you not to tell anyone\n- where/u,
  )
  assert.match(plainWords(plan.closing), /unsubscribe/u)
})

test('numbered headings lose their numbers and a numbered list inside an article stays one', async () => {
  const plan = await planOf('numbered.txt')
  assert.deepEqual([plan.month, plan.year], [null, 2020])
  assert.deepEqual(headingsOf(plan), ['Training', 'Policy changes', 'Learning from reviews', 'Contacts'])
  assert.match(bodyOf(plan, 'Policy changes'), /1\. Level three.*\n2\. The form.*\n3\. There is/u)
})

test('underlined Markdown headings, inner lists, quotations and a drawn table are kept', async () => {
  const plan = await planOf('underlined.md')
  assert.deepEqual([plan.title, plan.month, plan.year], ['Westfold Bulletin, March 2017', 3, 2017])
  assert.deepEqual(headingsOf(plan), ['Missing children', 'Staffing', 'Dates for your diary'])
  assert.match(bodyOf(plan, 'Missing children'), /\[the form\]\(https:\/\/westfold\.example\/form\)/u)
  assert.match(
    bodyOf(plan, 'Missing children'),
    /- two\n {2}- inner\n\n> We felt safe there\.\n>\n> — Young people's group/u,
  )
  assert.equal(
    bodyOf(plan, 'Dates for your diary'),
    '**Date; Event; Place**\n\n- 4 May; Forum; Town Hall\n- 9 June; Training; Library',
  )
})

test('bold lines in Markdown head articles, with or without an empty line below', async () => {
  const plan = await planOf('bold-lines.md')
  assert.deepEqual([plan.title, plan.month, plan.year], ['The Champion - June 2021', 6, 2021])
  assert.deepEqual(headingsOf(plan), ["Parents' evening resources", 'Harmful sexual behaviour', 'Thank you'])
})

test('a newsletter laid out in tables is read in order; what the mail tool put around it is set apart', async () => {
  const plan = await planOf('mail-tables.html')
  assert.deepEqual([plan.month, plan.year], [1, 2016])
  assert.deepEqual(headingsOf(plan), ['Forums 2016', "Taxi drivers' training", 'Helpline'])
  assert.equal(plan.articles[0]?.link, 'https://southmere.example/forums')
  assert.match(bodyOf(plan, 'Forums 2016'), /\[Book here\]\(https:\/\/southmere\.example\/book\)/u)
  assert.match(bodyOf(plan, 'Helpline'), /\*\*Day; Hours\*\*\n\n- Monday; 9 to 5/u)
  assert.match(plainWords(plan.closing), /Stay connected.*Unsubscribe/u)
  assert.match(toMarkdown(plan.leftOut[0]?.body ?? plan.closing), /Having trouble viewing/u)
})

test('bold paragraphs head articles in a web page, and each quotation names who spoke', async () => {
  const plan = await planOf('bold-paragraphs.html')
  assert.deepEqual(headingsOf(plan), [
    'New neglect toolkit',
    'Audit results',
    'What children told us',
    'Dates',
  ])
  assert.match(bodyOf(plan, 'What children told us'), /— Girl, 12\n\n> “I want.*\n>\n> — Boy, 14/u)
  assert.equal(bodyOf(plan, 'Dates'), '- 3 July forum\n- 10 July training\n- 12 September board')
})

test('headings inside articles stay inside; an empty heading is doubted with the key that mends it', async () => {
  const plan = await planOf('headings.html')
  assert.deepEqual(headingsOf(plan), ['Training', 'New chair', 'Empty one', 'After'])
  assert.match(bodyOf(plan, 'Training'), /### Level 2/u)
  assert.deepEqual(plan.articles[2]?.doubt?.suggestion, { act: 'mergeWithNext' })
})

test('a list of contents says which short lines head articles', async () => {
  const plan = await planOf('contents.txt')
  assert.deepEqual(headingsOf(plan), [
    'Modern slavery toolkit',
    'County lines week',
    'New faces',
    'Useful links',
  ])
  assert.deepEqual(plan.articles[0]?.alternatives[0]?.suggestion, { act: 'splitAt', block: 1 })
  assert.match(bodyOf(plan, 'County lines week'), /- Monday: film one\n- Tuesday: film two/u)
})
