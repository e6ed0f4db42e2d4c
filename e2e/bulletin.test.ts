import assert from 'node:assert/strict'
import { simpleParser } from 'mailparser'
import sharp from 'sharp'
import { moveCursor } from '#src/testing/chromium.ts'
import { journey, type Journey, type Window } from './journey.ts'
import { oldBulletin } from './old-bulletin.ts'

const main = ({ page }: Window) => page.getByRole('main')
const press = (window: Window, name: string) =>
  main(window).getByRole('button', { name, exact: true }).click()
const follow = (window: Window, name: string) =>
  main(window).getByRole('link', { name, exact: true }).first().click()
const headings = ({ page }: Window) => page.locator('.hf-outline__heading').allInnerTexts()
const path = ({ page }: Window) => new URL(page.url()).pathname

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** The newest mail to somebody, as their mail program reads it. */
async function mailTo(at: Journey, local: string) {
  const found = at.taken.findLast(({ to }) => to.startsWith(`${local}@`))
  assert.ok(found, `no mail came to ${local}; mails came to ${at.taken.map(({ to }) => to).join(', ')}`)
  const mail = await simpleParser(Buffer.from(found.raw, 'latin1'))
  const html = typeof mail.html === 'string' ? mail.html : ''
  return {
    ...mail,
    raw: found.raw,
    links: [...html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href),
  }
}

/** Somebody from outside asks for the bulletin and confirms it by the mail that comes. */
async function subscribe(at: Journey): Promise<Window> {
  const reader = await at.window()
  await reader.open('/bulletins')
  await follow(reader, 'Get the bulletin by mail')
  await reader.sees('Get the bulletin by mail')
  await reader.page.getByLabel('Your email address').fill('reader@readers.example')
  await press(reader, 'Ask for the bulletin')
  await reader.sees('Look into your mailbox')
  await at.runJobs()
  const asked = await mailTo(at, 'reader')
  const link = asked.links.find((href) => href.includes('/bulletins/confirm/')) ?? ''
  await reader.page.goto(link)
  await reader.sees('Confirm that you want the bulletin')
  await press(reader, 'Yes, send me the bulletin')
  await reader.page.getByText('From now on you get the bulletin').waitFor()
  return reader
}

/** Brings a bulletin in from a Word file and mends the split that is in doubt, with one key. */
async function bringIn(erin: Window): Promise<void> {
  const { page } = erin
  await erin.open('/editions')
  await erin.sees('Editions')
  await follow(erin, 'Bring in an old bulletin')
  await erin.sees('Bring in an old bulletin')
  await erin.choose('The bulletin', { name: 'May 2016.docx', mimeType: docx, buffer: await oldBulletin() })
  await press(erin, 'Read the file')
  await page.locator('.hf-import__doubt').waitFor()
  await erin.sees('Look through what was read')
  await page.keyboard.press('n')
  await page.keyboard.press('m')
  await page.getByRole('button', { name: 'Take back the last change' }).waitFor()
  assert.equal(await page.locator('.hf-import__doubt').count(), 0)
  await press(erin, 'Make the edition')
  await page.waitForURL(/\/editions\/[0-9a-f-]{36}$/)
  await erin.sees('Fernshire Champions Bulletin - May 2016')
  assert.deepEqual(await headings(erin), [
    'Boats on the Larkmere',
    'What young people said',
    'Nobody Asked Me campaign',
  ])
}

/** Types into the first article as into a letter, with a list, a bold word and a picture; what was typed is kept meanwhile. */
async function edit(erin: Window, femi: Window): Promise<void> {
  const { page } = erin
  await follow(erin, 'Boats on the Larkmere')
  await erin.sees('Boats on the Larkmere')
  await femi.open(path(erin))
  await femi.page.getByText('has this text open too').waitFor()

  await page.getByLabel('Heading', { exact: true }).fill('New boats on the Larkmere')
  const text = page.getByRole('textbox', { name: 'Text' })
  await text.click()
  await moveCursor(text, 'Control+End')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+b')
  await page.keyboard.type('Bring ')
  await page.keyboard.press('Control+b')
  await page.keyboard.type('a towel.')
  await page.getByText('Your words were kept at').waitFor()
  await page.getByText('has this text open too').waitFor()
  await erin.sees('Boats on the Larkmere')

  await page.getByText('Add a picture', { exact: true }).click()
  const picture = sharp({ create: { width: 640, height: 400, channels: 3, background: '#2f7f93' } }).png()
  const boat = { name: 'boat.png', mimeType: 'image/png', buffer: await picture.toBuffer() }
  await erin.choose('Picture', boat)
  await press(erin, 'Save')
  await page.locator('.govuk-error-summary').waitFor()
  await erin.sees('Boats on the Larkmere')
  await page.getByLabel('What it shows, in words').fill('A boat on a lake')
  await erin.choose('Picture', boat)
  await press(erin, 'Save')
  await erin.sees('New boats on the Larkmere')
  await text.getByRole('img', { name: 'A boat on a lake' }).waitFor()
  assert.equal(await text.locator('strong').innerText(), 'Bring')
  assert.match(await page.locator('textarea[name=body]').inputValue(), /^\*\*Bring\*\* a towel\.$/m)
  await follow(erin, 'Versions')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.goBack()
  await press(erin, 'Save and go back')
}

async function approve(at: Journey, erin: Window, femi: Window): Promise<void> {
  await erin.sees('Fernshire Champions Bulletin - May 2016')
  await erin.page.getByLabel('A note for the person who approves').fill('Ready, I think')
  await press(erin, 'Ask for approval')
  await erin.page.getByText('A second person who wrote none of it decides').waitFor()
  await at.runJobs()
  await femi.open('/home')
  await femi.sees('My work')
  await femi.open('/approvals')
  await femi.sees('Approvals')
  await main(femi)
    .getByRole('link', { name: /Fernshire Champions Bulletin/ })
    .first()
    .click()
  await femi.sees('Fernshire Champions Bulletin - May 2016')
  await femi.page.getByRole('img', { name: 'A boat on a lake' }).waitFor()
  await press(femi, 'Approve')
  await femi.page.getByText('Approved', { exact: true }).first().waitFor()
}

/** Sends it by real SMTP and watches the page of its progress renew itself. */
async function send(at: Journey, erin: Window): Promise<void> {
  const { page } = erin
  await page.reload()
  await main(erin).locator('a[href$="/send"]').first().click()
  await page.getByText('1 reader who asked and confirmed').waitFor()
  await page.getByText('A sample of who is on the list').waitFor()
  await erin.sees('Send Fernshire Champions Bulletin - May 2016')
  await page.getByLabel('I have checked who it goes to').check()
  await main(erin)
    .getByRole('button', { name: /^Send to \d+ mailboxes$/ })
    .click()
  await page.waitForURL(/\/sendings\/1$/)
  await page.getByText('The list of readers is being made').waitFor()
  const before = at.taken.length
  await at.runJobs()
  const sent = at.taken.length - before
  assert.ok(sent > 20, `${sent} mails were sent`)
  await page.locator('#progress').getByText(`${sent}`).first().waitFor()
  await page.getByText('Ended on').waitFor()
  // The page renews what stands around the figures too, without being loaded again.
  await page.locator('#sending-state').getByText('Sent', { exact: true }).waitFor()
  await erin.sees('Sending Fernshire Champions Bulletin - May 2016')
  await follow(erin, 'Figures of this edition')
  await page.getByText('The same in numbers').waitFor()
  await page.getByRole('heading', { level: 1 }).waitFor()
}

/** What the public finds: the archive, the search, the feed and the edition itself, also on paper. */
async function readOnTheWeb(at: Journey): Promise<void> {
  const visitor = await at.window()
  const { page } = visitor
  await visitor.open('/')
  await page.getByRole('link', { name: 'Fernshire Champions Bulletin - May 2016' }).first().waitFor()
  await visitor.open('/bulletins')
  await visitor.sees('Bulletins')
  await page.getByLabel('Search the bulletins and the blog').fill('towel')
  await press(visitor, 'Search')
  await main(visitor).getByRole('link', { name: 'Fernshire Champions Bulletin - May 2016' }).click()
  await visitor.sees('Fernshire Champions Bulletin - May 2016')
  const picture = page.getByRole('img', { name: 'A boat on a lake' })
  await picture.scrollIntoViewIfNeeded()
  await page.waitForFunction(() => [...document.images].every((one) => one.complete && one.naturalWidth > 0))
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.getByRole('contentinfo').isVisible(), false, 'the footer is not printed')
  assert.equal(await picture.isVisible(), true)
  await page.emulateMedia({ media: 'screen' })
  assert.equal((await page.context().cookies()).length, 0, 'reading sets no cookie')
  const feed = await (await page.request.get(`${at.origin}/bulletins/feed.atom`)).text()
  assert.match(feed, /<title[^>]*>(<!\[CDATA\[)?Fernshire Champions Bulletin - May 2016/)
}

/** Leaves by the link of the mail that came. A program that opens every link of the mail has changed nothing before. */
async function leave(at: Journey, reader: Window): Promise<void> {
  const mail = await mailTo(at, 'reader')
  assert.equal(mail.subject, 'Fernshire Champions Bulletin - May 2016')
  assert.match(mail.text ?? '', /NEW BOATS ON THE LARKMERE|New boats on the Larkmere/)
  assert.match(mail.raw, /List-Unsubscribe-Post: List-Unsubscribe=One-Click/)
  const scanner = await at.window()
  const own = mail.links.filter((href) => href.startsWith(at.origin))
  for (const href of own) await scanner.page.goto(href)
  const link = own.find((href) => href.includes('/bulletins/unsubscribe/')) ?? ''
  await reader.page.goto(link)
  await reader.sees('Get no more of these mails')
  await press(reader, 'Unsubscribe')
  await reader.sees('You get no more of these mails')
  await follow(reader, 'Choose what you get')
  await reader.sees('Choose what you get')
}

journey(
  'an officer brings in a bulletin, edits it, has it approved and sends it; the public reads it and a reader leaves',
  async (at) => {
    const reader = await subscribe(at)
    const erin = await at.window()
    const femi = await at.window()
    await erin.become('erin')
    await femi.become('femi')
    await bringIn(erin)
    await edit(erin, femi)
    await approve(at, erin, femi)
    await send(at, erin)
    await readOnTheWeb(at)
    await leave(at, reader)
    await erin.open('/readers?show=barred')
    await erin.sees('Readers')
    await erin.page.getByRole('row', { name: /reader@readers.example.*Said no/ }).waitFor()
  },
  { mailServer: true },
)

journey('a bulletin is written, approved and put on the web without any script', async (at) => {
  const erin = await at.window({ javaScriptEnabled: false })
  const { page } = erin
  await erin.become('erin')
  await erin.open('/editions/new')
  await page.getByLabel('Title').first().fill('June in brief')
  await press(erin, 'Make the edition')
  await page.getByLabel('Heading of a new article').fill('Two forums')
  await press(erin, 'Add the article')
  if (!path(erin).startsWith('/articles/')) await follow(erin, 'Two forums')
  await page
    .getByLabel('Text', { exact: true })
    .fill('There are **two** forums:\n\n- in Northmoor\n- in Southfen')
  await press(erin, 'Save and go back')
  await press(erin, 'Ask for approval')
  const femi = await at.window({ javaScriptEnabled: false })
  await femi.become('femi')
  await femi.open('/approvals')
  await follow(femi, 'June in brief')
  await femi.page.getByLabel('Comments').fill('')
  await press(femi, 'Approve')
  await erin.open(path(erin))
  await press(erin, 'Put it on the web now')
  await page.waitForURL(/\/bulletins\/june-in-brief$/)
  assert.deepEqual(await page.locator('.hf-prose li').allInnerTexts(), ['in Northmoor', 'in Southfen'])
  assert.equal(await page.locator('.hf-prose strong').innerText(), 'two')
})
