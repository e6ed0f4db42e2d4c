import assert from 'node:assert/strict'
import { journey, type Window } from './journey.ts'

const main = ({ page }: Window) => page.getByRole('main')
const press = (window: Window, name: string) =>
  main(window).getByRole('button', { name, exact: true }).click()

journey('the information governance officer reads the audit and has the whole of it checked', async (at) => {
  const omar = await at.window()
  const { page } = omar
  await omar.become('omar')
  await page.getByRole('navigation', { name: 'Your work' }).getByRole('link', { name: 'Audit' }).click()
  await omar.sees('Audit')
  await page
    .getByRole('row', { name: /Omar Benyoucef/ })
    .first()
    .waitFor()
  await main(omar).getByRole('link', { name: 'Check that nothing was changed' }).click()
  await omar.sees('Check the audit')
  await press(omar, 'Check the whole audit')
  await page.getByText('It begins in a few seconds').waitFor()
  await at.runJobs()
  await main(omar).getByRole('link', { name: 'Show how far it is' }).click()
  await page.getByText('What was checked').waitFor()
  await omar.sees('The audit is as it was written')
})

/** A visitor asks for the bulletin, which causes a mail. */
async function ask(visitor: Window, address: string): Promise<void> {
  await visitor.open('/bulletins/subscribe')
  await visitor.page.getByLabel('Your email address').fill(address)
  await press(visitor, 'Ask for the bulletin')
  await visitor.page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor()
}

journey(
  'the administrator sees work that failed and mail that was refused, and has both tried again',
  async (at) => {
    const visitor = await at.window()
    await ask(visitor, 'refuse-rcpt@readers.example')
    await at.runJobs()
    await ask(visitor, 'reader@readers.example')
    // As the worker leaves a job that has used up its tries.
    await at.world.owner(
      `update jobs.job_common set state = 'failed', completed_on = now(), output = '{"name": "RangeError"}'
        where name = 'platform.deliver_mail' and state = 'created'`,
    )
    const dev = await at.window()
    const { page } = dev
    await dev.become('dev')
    const nav = page.getByRole('navigation', { name: 'Your work' })
    await nav.getByRole('link', { name: 'Jobs' }).click()
    await dev.sees('Work done by Holdfast itself')
    await main(dev)
      .getByRole('button', { name: /^Try again/ })
      .click()
    await page.getByText('It is being tried again').waitFor()
    await at.runJobs()
    assert.deepEqual(
      at.taken.map(({ to }) => to),
      ['reader@readers.example'],
    )
    await nav.getByRole('link', { name: 'Mail queue' }).click()
    await page.getByRole('row', { name: /Refused/ }).waitFor()
    await dev.sees('Mail queue')
    await main(dev)
      .getByRole('button', { name: /^Send again/ })
      .click()
    await page.getByText('The mail is being sent again').waitFor()
  },
  { mailServer: true },
)
