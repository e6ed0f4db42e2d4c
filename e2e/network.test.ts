import assert from 'node:assert/strict'
import { journey, type Window } from './journey.ts'

const main = ({ page }: Window) => page.getByRole('main')
const press = (window: Window, name: string) =>
  main(window).getByRole('button', { name, exact: true }).click()
const follow = (window: Window, name: string) =>
  main(window).getByRole('link', { name, exact: true }).first().click()
const rowOf = ({ page }: Window, name: string) => page.getByRole('row', { name: new RegExp(name) })

async function fillDay(
  { page }: Window,
  legend: string,
  [day, month, year]: readonly string[],
): Promise<void> {
  const group = page.getByRole('group', { name: legend })
  await group.getByLabel('Day').fill(day ?? '')
  await group.getByLabel('Month').fill(month ?? '')
  await group.getByLabel('Year').fill(year ?? '')
}

/** From my work to the one screen of the coordinator. */
async function toTheList(coordinator: Window, organisation: string): Promise<void> {
  await coordinator.page
    .getByRole('navigation', { name: 'Your work' })
    .getByRole('link', { name: 'Network' })
    .click()
  await coordinator.sees('Network')
  await follow(coordinator, 'Organisations')
  await follow(coordinator, organisation)
  await coordinator.sees(organisation)
  await follow(coordinator, 'Starters, movers, leavers')
  await coordinator.sees('Starters, movers and leavers')
}

journey('a coordinator adds a starter, moves somebody, notes a leaver and confirms the list', async (at) => {
  const bilal = await at.window()
  const { page } = bilal
  await bilal.become('bilal')
  await toTheList(bilal, 'Fernshire Community Health Trust')

  await follow(bilal, 'Add a starter')
  await press(bilal, 'Add the starter')
  await page.locator('.govuk-error-summary').waitFor()
  await bilal.sees('Starters, movers and leavers')
  await page.getByLabel('First name').fill('Winifred')
  await page.getByLabel('Last name').fill('Okafor-Lund')
  await page.getByLabel('Work e-mail').fill('winifred@fernshiretrust.example')
  await page.getByLabel('Job title').fill('Specialist nurse')
  await fillDay(bilal, 'First day in post', ['1', '4', '2026'])
  await press(bilal, 'Add the starter')
  await rowOf(bilal, 'Winifred Okafor-Lund').waitFor()
  await bilal.sees('Starters, movers and leavers')

  await rowOf(bilal, 'Winifred Okafor-Lund')
    .getByRole('link', { name: /Change, move or leave/ })
    .click()
  await follow(bilal, 'Move')
  await page.getByLabel('Where they move to').selectOption({ label: 'Larkmere Academy' })
  await fillDay(bilal, 'Last day here', ['30', '4', '2026'])
  await fillDay(bilal, 'First day there', ['1', '5', '2026'])
  await page.getByLabel('Job title there').fill('School nurse')
  await bilal.sees('Starters, movers and leavers')
  await press(bilal, 'Note the move')
  await rowOf(bilal, 'Winifred Okafor-Lund').getByText('Moves').waitFor()

  await main(bilal)
    .getByRole('button', { name: /right as of today$/ })
    .click()
  await page.getByText('This list is confirmed').waitFor()

  await at.runJobs()
  const pia = await at.window()
  await pia.become('pia')
  await toTheList(pia, 'Larkmere Academy')
  await rowOf(pia, 'Winifred Okafor-Lund').getByText('Starts').waitFor()
  await rowOf(pia, 'Ann Ashdown')
    .getByRole('link', { name: /Change, move or leave/ })
    .click()
  await follow(pia, 'Leave')
  await pia.sees('Starters, movers and leavers')
  await pia.page.getByLabel('They have left').check()
  await press(pia, 'Note the leaver')
  await pia.page.getByRole('heading', { name: 'Leavers', exact: true }).waitFor()
  await pia.sees('Starters, movers and leavers')

  const visitor = await at.window()
  for (const who of ['ann.ashdown', 'pia.lindqvist']) {
    await visitor.open('/sign-in')
    await visitor.page.getByLabel('Your work mail address').fill(`${who}@larkmereacademy.example`)
    await press(visitor, 'Send me a link')
    await visitor.page.getByRole('heading', { name: 'Look at your mail' }).waitFor()
  }
  await at.runJobs()
  await visitor.open('/demo/mail')
  const links = await visitor.page.getByRole('row', { name: /Sign in to Holdfast/ }).allInnerTexts()
  assert.equal(links.length, 1, 'who has left gets no link')
  assert.match(links[0] ?? '', /pia\.lindqvist@/)
})

const list = [
  'First name,Last name,Work e-mail,Job title,Organisation,Area,Start date,End date,Champion',
  'Cora,Quigley,cora.quigley@larkmereacademy.example,Teacher,Larkmere Academy,,1/9/2025,,Y',
  'Ann,Ashdown,ann.ashdown@larkmereacademy.example,Head of year 10,Larkmere Academy,,,,',
  'Tomas,Lindgren,tomas@larkmereacademy.example,Teacher,Larkmere Academie,,,,',
  ',,,,Larkmere Academy,,,,',
]

journey(
  'an officer brings in a list, sees line by line what it would change, and confirms it',
  async (at) => {
    const erin = await at.window()
    const { page } = erin
    await erin.become('erin')
    await erin.open('/network/imports')
    await erin.page.getByRole('heading', { level: 1 }).waitFor()
    await erin.choose('Spreadsheet', {
      name: 'school.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`\uFEFF${list.join('\r\n')}`),
    })
    await press(erin, 'Look at the list')
    await page.getByText('Being worked out').first().waitFor()
    await at.runJobs()
    await page.reload()
    await page.locator('.hf-figure__number').first().waitFor()
    await erin.sees('school.csv')
    await page
      .getByRole('navigation', { name: 'Rows by what becomes of them' })
      .getByRole('link', { name: /Changed/ })
      .click()
    await page.getByText('Head of year 9 → Head of year 10').waitFor()
    await erin.sees('school.csv')
    await page
      .getByRole('navigation', { name: 'Rows by what becomes of them' })
      .getByRole('link', { name: /Doubtful/ })
      .click()
    await erin.sees('school.csv')
    await page.getByRole('radio').first().check()
    await press(erin, 'Keep these answers')
    await page.getByText('One row was answered').waitFor()
    await at.runJobs()
    await page.reload()
    await main(erin).locator('form[action$="/confirmation"] button').click()
    await page.getByText('Writing the list').first().waitFor()
    await at.runJobs()
    await page.reload()
    await page.getByText('confirmed by Erin Maddox').waitFor()

    await erin.open('/network')
    await page.getByLabel('Find a person by name').fill('quigl')
    await press(erin, 'Search')
    await main(erin).getByRole('link', { name: 'Cora Quigley' }).click()
    await erin.sees('Cora Quigley')
    await page.goBack()
    await page.getByLabel('Find a person by name').fill('nobody of this name')
    await press(erin, 'Search')
    await page.getByText('Nobody fits all of this').waitFor()
    await erin.sees('Network')
  },
)

journey(
  'a coordinator makes a token, and a program reads the directory with it until it is ended',
  async (at) => {
    const bilal = await at.window()
    const { page } = bilal
    await bilal.become('bilal')
    await bilal.open('/network')
    await follow(bilal, 'Organisations')
    await follow(bilal, 'Fernshire Community Health Trust')
    await follow(bilal, 'API tokens')
    await page.getByLabel('What it is for').fill('Staff system')
    await page.getByLabel('Who answers for it').selectOption({ label: 'Bilal Qadir' })
    await page.getByRole('group', { name: 'What it may do' }).getByRole('checkbox').first().check()
    await fillDay(bilal, 'Last day', ['1', '12', '2026'])
    await bilal.sees('API tokens')
    await press(bilal, 'Make the token')
    const token = await page.locator('code').first().innerText()
    assert.match(token, /^hf_[\w-]{43}$/)
    await page.getByRole('heading', { level: 1 }).waitFor()
    const ask = () =>
      page.request.get(`${at.origin}/api/v1/people`, { headers: { authorization: `Bearer ${token}` } })
    assert.equal((await ask()).status(), 200)
    await follow(bilal, 'All tokens of the organisation')
    await main(bilal).getByRole('button', { name: /^End/ }).first().click()
    await page.getByText('Ended').first().waitFor()
    assert.equal((await ask()).status(), 401)
  },
)
