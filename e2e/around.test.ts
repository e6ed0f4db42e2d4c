import assert from 'node:assert/strict'
import { journey, type Window } from './journey.ts'

const mainText = ({ page }: Window) => page.getByRole('main').innerText()

/** Nothing of the page lies outside the window from side to side. */
async function fits({ page }: Window): Promise<void> {
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  assert.ok(over <= 0, `${new URL(page.url()).pathname} is ${over} pixels too wide`)
}

journey('a visitor of the demo looks around as one person after the other', async (at) => {
  const visitor = await at.window()
  const { page, open, sees, become } = visitor
  await open('/demo')
  await sees('Look around as one of these people')
  await become('erin')
  await sees('My work')
  await page.getByRole('navigation', { name: 'Your work' }).getByRole('link', { name: 'Network' }).click()
  await sees('Network')
  await page.getByRole('link', { name: 'Change person' }).click()
  await become('ann')
  assert.match(await page.getByRole('banner').innerText(), /Ann Ashdown/)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await open('/home')
  await sees('Sign in')
})

journey('every step of the tour leads somewhere that its person may be', async (at) => {
  const { page, open } = await at.window()
  await open('/demo')
  const steps = await page.locator('.hf-cast__step button').allInnerTexts()
  assert.ok(steps.length > 3, `${steps.length} steps`)
  for (const [index, step] of steps.entries()) {
    await open('/demo')
    const answered = page.waitForResponse(
      (response) => response.request().isNavigationRequest() && response.status() !== 303,
    )
    await page.locator('.hf-cast__step button').nth(index).click()
    assert.equal((await answered).status(), 200, step)
  }
})

journey('pages that are not there, or not for her, read the same and lead on', async (at) => {
  const ann = await at.window()
  await ann.become('ann')
  await ann.open('/no-such-page')
  await ann.sees('Page not found')
  const absent = await mainText(ann)
  await ann.open('/audit')
  await ann.sees('Page not found')
  assert.equal(await mainText(ann), absent)
  await ann.page
    .getByRole('banner')
    .getByRole('link', { name: /Holdfast/ })
    .click()
  await ann.sees('My work')
})

journey('a form sent after signing in again elsewhere in the browser is given back as it was', async (at) => {
  const erin = await at.window()
  const { page, open, become } = erin
  await become('erin')
  await open('/editions/new')
  await page.getByLabel('Title').first().fill('Typed with care')
  const second = await page.context().newPage()
  await second.goto(`${at.origin}/demo`)
  await second.getByRole('button', { name: 'Sign in as Erin', exact: true }).click()
  await second.getByRole('heading', { level: 1, name: 'My work' }).waitFor()
  await second.close()
  await page.locator('main form button[type=submit]').first().click()
  await page.getByText('You have signed in again since this page was opened').waitFor()
  assert.equal(await page.getByLabel('Title').first().inputValue(), 'Typed with care')
})

journey('what was typed when the sign-in ran out is there after signing in again', async (at) => {
  const erin = await at.window()
  const { page, open, become } = erin
  await become('erin')
  await open('/editions/new')
  await page.getByLabel('Title').first().fill('Half an hour of typing')
  at.world.pass({ hours: 9 })
  await page.locator('main form button[type=submit]').first().click()
  await erin.sees('Sign in')
  const back = new URL(page.url()).searchParams.get('return') ?? ''
  assert.match(back, /^\/resume\?path=/)
  await become('erin')
  await open(back)
  await page.getByText('Your sign-in had run out').waitFor()
  assert.equal(await page.getByLabel('Title').first().inputValue(), 'Half an hour of typing')
})

// The whole examination takes a second a page: in the dark every page has it, elsewhere one of each kind.
const oneOfEach = new Set(['/sign-in', '/demo', '/home', '/editions/new'])

for (const [name, options] of [
  ['in the dark', { colorScheme: 'dark' }],
  ['in forced colours', { forcedColors: 'active' }],
  ['on a phone', { viewport: { width: 390, height: 844 }, hasTouch: true }],
] as const)
  journey(`${name} every page stays readable and within its width`, async (at) => {
    const visitor = await at.window(options)
    const look = async (path: string, h1: string) => {
      await visitor.open(path)
      if (name === 'in the dark' || oneOfEach.has(path)) await visitor.sees(h1)
      else await visitor.page.getByRole('heading', { level: 1, name: h1 }).waitFor()
      await fits(visitor)
    }
    for (const [path, h1] of [
      ['/help', 'Get help now'],
      ['/privacy', 'Privacy'],
      ['/bulletins', 'Bulletins'],
      ['/sign-in', 'Sign in'],
      ['/demo', 'Look around as one of these people'],
      ['/api', 'For programs: the API'],
      ['/nothing', 'Page not found'],
    ] as const)
      await look(path, h1)
    await visitor.become('erin')
    for (const [path, h1] of [
      ['/home', 'My work'],
      ['/network', 'Network'],
      ['/network/organisations', 'Organisations'],
      ['/editions', 'Editions'],
      ['/editions/new', 'New edition'],
      ['/account', 'How you sign in'],
    ] as const)
      await look(path, h1)
  })

journey('on a phone the menu opens, leads on, and closes, with and without script', async (at) => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, become } = await at.window({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      javaScriptEnabled,
    })
    await become('erin')
    const network = page.getByRole('navigation', { name: 'Your work' }).getByRole('link', { name: 'Network' })
    assert.equal(await network.isVisible(), false)
    await page.getByRole('button', { name: 'Menu', exact: true }).tap()
    assert.equal(await network.isVisible(), true)
    await page.getByRole('button', { name: 'Close menu' }).tap()
    assert.equal(await network.isVisible(), false)
    await page.getByRole('button', { name: 'Menu', exact: true }).tap()
    await network.tap()
    await page.getByRole('heading', { level: 1, name: 'Network' }).waitFor()
  }
})
