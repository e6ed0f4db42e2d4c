import assert from 'node:assert/strict'
import { TOTP } from 'otpauth'
import { journey, type Journey, type Window } from './journey.ts'

const addressOf = async ({ world }: Journey, key: 'ann' | 'carys'): Promise<string> => {
  const { personId } = await world.as(key)
  const [row] = await world.owner<{ email: string }>(
    'select work_email as email from network.person where id = $1',
    [personId],
  )
  return row?.email ?? ''
}

/** Asks for a link and comes to the mail in which it stands, all by pressing what is on the pages. */
async function askForLink(at: Journey, { page, open, sees }: Window): Promise<void> {
  await open('/help')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await sees('Sign in')
  await page.getByLabel('Your work mail address').fill(await addressOf(at, 'ann'))
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await sees('Look at your mail')
  await at.runJobs()
  await page.getByRole('link', { name: 'the demo’s mailbox' }).click()
  await page.getByRole('rowheader').first().getByRole('link').click()
}

journey('Ann signs in by the link in her mail, though a scanner of her mail opened it first', async (at) => {
  const ann = await at.window()
  await askForLink(at, ann)
  const { page, sees } = ann
  const link = page.locator('main a[href*="/sign-in/link/"]')
  const href = (await link.getAttribute('href')) ?? ''
  const scanner = await at.window()
  for (const times of [1, 2]) {
    await scanner.page.goto(href)
    assert.equal(
      (await scanner.page.context().cookies()).length,
      0,
      `cookies after opening it ${times} times`,
    )
  }
  await link.click()
  await sees('Finish signing in')
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await sees('My work')

  await scanner.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await scanner.sees('This link no longer works')
})

journey('Ann sets up a code app, and a link with its code opens more than a link', async (at) => {
  const ann = await at.window()
  await askForLink(at, ann)
  const { page, open, sees } = ann
  await page.locator('main a[href*="/sign-in/link/"]').click()
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await sees('My work')
  await open('/account')
  await sees('How you sign in')
  await page.getByRole('button', { name: 'Set up a code app' }).click()
  await page.getByRole('heading', { level: 1 }).waitFor()
  const secret = ((await page.locator('code').textContent()) ?? '').replace(/\s/g, '')
  const code = () => new TOTP({ secret }).generate({ timestamp: at.world.now().epochMilliseconds })
  await page.getByLabel('Six digits').fill('000000')
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByRole('alert').getByText('There is a problem').waitFor()
  assert.match(await page.title(), /^Error: /)
  await page.getByLabel('Six digits').fill(code())
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByText('Your code app is set up').waitFor()
  await sees('How you sign in')

  await page.getByRole('button', { name: 'Sign out' }).first().click()
  at.world.pass({ minutes: 2 })
  await askForLink(at, ann)
  await page.locator('main a[href*="/sign-in/link/"]').click()
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Six digits').fill(code())
  await page.getByRole('button', { name: 'Go on' }).click()
  await sees('My work')
})

journey('Ann adds a passkey, signs in with it alone, and removes it', async (at) => {
  const ann = await at.window()
  const { page, open, sees, become } = ann
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await become('ann')
  await open('/account')
  await page.getByLabel('Name of the new passkey').fill('Work laptop')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText('Work laptop').first().waitFor()
  await sees('How you sign in')
  await page.getByRole('button', { name: 'Sign out' }).first().click()
  await open('/sign-in')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await sees('My work')

  await open('/account')
  await page.getByRole('button', { name: /^Remove/ }).click()
  await page.getByText('Work laptop').waitFor({ state: 'detached' })
})

journey('somebody who uses no mouse signs in by the keyboard alone', async (at) => {
  const { page, open, sees } = await at.window()
  await open('/sign-in')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to main content')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate('document.activeElement.id'), 'email')
  await page.keyboard.type('not an address')
  await page.keyboard.press('Enter')
  await page.locator('.govuk-error-summary').waitFor()
  assert.match(
    String(await page.evaluate('document.activeElement.className')),
    /govuk-error-summary/,
    'the summary of errors has the focus',
  )
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate('document.activeElement.id'), 'email')
  await page.keyboard.press('Control+A')
  await page.keyboard.type(await addressOf(at, 'ann'))
  await page.keyboard.press('Enter')
  await sees('Look at your mail')
  await at.runJobs()
  await open('/demo/mail')
  await tabTo(page, 'main table a')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/demo\/mail\/.+/)
  await tabTo(page, 'main a[href*="/sign-in/link/"]')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/sign-in\/link\//)
  await tabTo(page, 'main button')
  await page.keyboard.press('Enter')
  await sees('My work')
})

/** Presses Tab until the focus is where it is wanted, and holds that the focus can be seen there. */
async function tabTo(page: Window['page'], selector: string): Promise<void> {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) {
      const shown = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement ?? document.body)
        return style.outlineStyle !== 'none' || style.boxShadow !== 'none'
      })
      assert.ok(shown, `the focus cannot be seen on ${selector}`)
      return
    }
  }
  throw new Error(`Tab never came to ${selector}`)
}

journey('signing in and out needs no script', async (at) => {
  const ann = await at.window({ javaScriptEnabled: false })
  const { page, open } = ann
  await open('/sign-in')
  await page.getByLabel('Your work mail address').fill(await addressOf(at, 'ann'))
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await page.getByRole('heading', { level: 1, name: 'Look at your mail' }).waitFor()
  await at.runJobs()
  await open('/demo/mail')
  await page.getByRole('rowheader').first().getByRole('link').click()
  await page.locator('main a[href*="/sign-in/link/"]').click()
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'My work' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).first().click()
  await open('/home')
  assert.match(page.url(), /\/sign-in\?return=%2Fhome$/)
})

journey('a form of ours carries the origin it stood on, which older browsers are held by', async (at) => {
  const { page, open } = await at.window()
  await open('/sign-in')
  const sent = page.waitForRequest((request) => request.method() === 'POST')
  await page.getByLabel('Your work mail address').fill('nobody@nowhere.example')
  await page.getByRole('button', { name: 'Send me a link' }).click()
  const headers = await (await sent).allHeaders()
  assert.equal(headers['origin'], at.origin)
  assert.equal(headers['sec-fetch-site'], 'same-origin')
})
