import assert from 'node:assert/strict'
import { createServer, type AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { type Browser, type CDPSession, type Page } from 'playwright-core'
import { openChromium } from '#src/testing/chromium.ts'
import { ann, openFrontDoor, type FrontDoor } from '../testing.ts'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

// Passkeys need a real browser: Chromium with an authenticator of its own, as its developer tools give one.
describe('a passkey, in Chromium', () => {
  let door: FrontDoor
  let chrome: Browser
  before(async () => {
    const port = await freePort()
    door = await openFrontDoor({ port, now: Temporal.Now.instant() })
    await door.server.listen({ port, host: '127.0.0.1' })
    chrome = await openChromium()
  })
  after(async () => {
    await chrome.close()
    await door.close()
  })

  const open = async (options: {
    verifies: boolean
  }): Promise<{ page: Page; cdp: CDPSession; authenticatorId: string }> => {
    const context = await chrome.newContext()
    const page = await context.newPage()
    const cdp = await context.newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: options.verifies,
        automaticPresenceSimulation: true,
      },
    })
    return { page, cdp, authenticatorId }
  }

  /** Asks for a link on the page, opens the one from the mail and presses its button. */
  const signInByLink = async (page: Page) => {
    await page.goto(`${door.origin}/sign-in?return=/account`)
    await page.getByLabel('Your work mail address').fill(await door.emailOf(ann))
    await page.getByRole('button', { name: 'Send me a link' }).click()
    await page.getByRole('heading', { name: 'Look at your mail' }).waitFor()
    await door.runJobs()
    const [href = ''] = await door.links(ann)
    await page.goto(`${door.origin}${href}`)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'How you sign in' }).waitFor()
  }
  const sessions = async () =>
    (await door.owner.query('select how, strength from auth.session order by created_at desc')).rows

  test('is added after signing in by link, and signs in strongly from then on, without an address typed', async () => {
    const { page } = await open({ verifies: true })
    await signInByLink(page)
    await page.getByLabel('Name of the new passkey').fill('Work laptop')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('Your passkey has been added').waitFor()
    assert.match(await page.content(), /Work laptop/)
    assert.match(await page.content(), /Not used yet/)
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.goto(`${door.origin}/sign-in?return=/account`)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('heading', { name: 'How you sign in' }).waitFor()
    assert.deepEqual((await sessions())[0], { how: 'passkey', strength: 'strong' })
    assert.match(await page.content(), /Last used/)
    const events = (await door.events()).map(({ event }) => event)
    assert.ok(events.includes('auth.passkey_added') && events.includes('platform.signed_in'))
    await page.context().close()
  })

  test('whose device no longer verifies its user is refused', async () => {
    const { page, cdp, authenticatorId } = await open({ verifies: true })
    await door.owner.query('delete from auth.passkey')
    await signInByLink(page)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('Your passkey has been added').waitFor()
    await page.context().clearCookies()
    const sessionsBefore = (await sessions()).length
    await page.goto(`${door.origin}/sign-in`)
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByText('That did not work').waitFor()
    // A page that asks for less than ours does gets an answer without verification, which the server refuses.
    const answer = await page.evaluate(async (body) => {
      const reply = await fetch('/sign-in/passkey/options', {
        method: 'POST',
        body: new URLSearchParams(body),
      })
      const options = (await reply.json()) as PublicKeyCredentialRequestOptionsJSON
      const credential = (await navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON({
          ...options,
          userVerification: 'discouraged',
        }),
      })) as PublicKeyCredential
      const sent = await fetch('/sign-in/passkey', {
        method: 'POST',
        body: new URLSearchParams({ response: JSON.stringify(credential.toJSON()) }),
      })
      return sent.status
    }, {})
    assert.equal(answer, 422)
    assert.equal((await sessions()).length, sessionsBefore)
    const refusal = (await door.events()).findLast(({ event }) => event === 'platform.sign_in_refused')
    assert.deepEqual(refusal?.fields, { how: 'passkey', reason: 'not_verified' })
    await page.context().close()
  })

  test('an answer is good once: sent again, it is refused', async () => {
    const { page } = await open({ verifies: true })
    await door.owner.query('delete from auth.passkey')
    await signInByLink(page)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('Your passkey has been added').waitFor()
    await page.context().clearCookies()
    await page.goto(`${door.origin}/sign-in`)
    const answer = await page.evaluate(async () => {
      const reply = await fetch('/sign-in/passkey/options', { method: 'POST', body: new URLSearchParams() })
      const options = (await reply.json()) as PublicKeyCredentialRequestOptionsJSON
      const credential = (await navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
      })) as PublicKeyCredential
      return JSON.stringify(credential.toJSON())
    })
    const send = async () => {
      // Signed out, but the challenge's cookie is still there.
      await page.context().clearCookies({ name: 'holdfast.session_token' })
      const sent = (response: string) =>
        fetch('/sign-in/passkey', {
          method: 'POST',
          body: new URLSearchParams({ response, return: '/account' }),
        })
      return page.evaluate(`(${sent.toString()})(${JSON.stringify(answer)}).then(({ status }) => status)`)
    }
    assert.equal(await send(), 200)
    assert.equal(await send(), 422)
    await page.context().close()
  })

  test('is removed by its owner, and then opens nothing', async () => {
    const { page } = await open({ verifies: true })
    await door.owner.query('delete from auth.passkey')
    await signInByLink(page)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('Your passkey has been added').waitFor()
    // The link's session may not remove it; the passkey's own may.
    assert.equal(await page.getByRole('button', { name: /^Remove/ }).count(), 0)
    await page.goto(`${door.origin}/sign-in/stronger?return=/account`)
    await page.getByRole('button', { name: 'Use my passkey' }).click()
    await page.getByRole('button', { name: /^Remove/ }).click()
    await page.getByText('The passkey has been removed').waitFor()
    await page.context().clearCookies()
    await page.goto(`${door.origin}/sign-in`)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByText('You could not be signed in this way').first().waitFor()
    await page.context().close()
  })
})
