import assert from 'node:assert/strict'
import { formEvents, formRoutes } from '#src/testing/trial-forms.ts'
import { scenario } from '#src/testing/scenario.ts'
import { trialHost, withTrialHouse } from '#src/testing/trial-house.ts'

const trial = { routes: formRoutes, events: formEvents }

scenario('one address may ask so often a minute and no more, also for what is not there', (world) =>
  withTrialHouse(world, { ...trial, settings: { HOLDFAST_RATE_LIMIT: '6' } }, async ({ app }) => {
    const ask = (url: string, remoteAddress: string) =>
      app.server.inject({ url, remoteAddress, headers: { host: trialHost } })
    for (const url of ['/help', '/help', '/nowhere', '/nowhere', '/help', '/nowhere'])
      assert.ok((await ask(url, '192.0.2.1')).statusCode < 429, url)
    for (const url of ['/help', '/nowhere', '/sign-in', '/api/v1/people']) {
      const stopped = await ask(url, '192.0.2.1')
      assert.equal(stopped.statusCode, 429, url)
      assert.ok(Number(stopped.headers['retry-after']) > 0)
    }
    assert.match((await ask('/help', '192.0.2.1')).body, /Too many tries in a short time/)
    assert.equal((await ask('/help', '192.0.2.2')).statusCode, 200)
    assert.equal((await ask('/health/live', '192.0.2.1')).statusCode, 200)
  }),
)

scenario(
  'one network of IPv6 counts as one address, and a header that claims another address does not help',
  (world) =>
    withTrialHouse(world, { ...trial, settings: { HOLDFAST_RATE_LIMIT: '2' } }, async ({ app }) => {
      const ask = (remoteAddress: string, claimed: string) =>
        app.server.inject({
          url: '/help',
          remoteAddress,
          headers: {
            host: trialHost,
            'x-forwarded-for': claimed,
            forwarded: `for=${claimed}`,
            'x-real-ip': claimed,
          },
        })
      assert.equal((await ask('2001:db8::1', '192.0.2.1')).statusCode, 200)
      assert.equal((await ask('2001:db8::ffff:2', '192.0.2.2')).statusCode, 200)
      assert.equal((await ask('2001:db8::abcd:3', '192.0.2.3')).statusCode, 429)
      assert.equal((await ask('2001:db8:0:1::1', '192.0.2.3')).statusCode, 200)
    }),
)

scenario('behind a proxy that is named, the address that the proxy tells is the one that counts', (world) =>
  withTrialHouse(
    world,
    { ...trial, settings: { HOLDFAST_RATE_LIMIT: '2', HOLDFAST_TRUST_PROXY: '10.0.0.1' } },
    async ({ app }) => {
      const ask = (remoteAddress: string, claimed: string) =>
        app.server.inject({
          url: '/help',
          remoteAddress,
          headers: { host: trialHost, 'x-forwarded-for': claimed },
        })
      for (const claimed of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
        assert.equal((await ask('10.0.0.1', claimed)).statusCode, 200)
      for (const [claimed, status] of [
        ['192.0.2.9', 200],
        ['192.0.2.8', 200],
        ['192.0.2.7', 429],
      ] as const)
        assert.equal((await ask('10.0.0.2', claimed)).statusCode, status)
    },
  ),
)

scenario(
  'a limit by person follows the person to another browser and address, and stops nobody else',
  (world) =>
    withTrialHouse(world, trial, async ({ browser }) => {
      const [one, two, other] = [await browser('ann'), await browser('ann'), await browser('erin')]
      for (const ann of [one, two, one]) assert.equal((await ann.raw('GET', '/trial/seldom')).statusCode, 200)
      const stopped = await two.fetch('/trial/seldom')
      assert.equal(stopped.status, 429)
      assert.match(stopped.text, /Wait a minute, then try again/)
      assert.equal((await other.raw('GET', '/trial/seldom')).statusCode, 200)
      assert.equal((await one.raw('GET', '/trial/form')).statusCode, 200)
    }),
)

scenario('a limit by address stops the address at that page alone', (world) =>
  withTrialHouse(world, trial, async ({ browser }) => {
    const visitor = await browser()
    for (let asked = 0; asked < 3; asked += 1)
      assert.equal((await visitor.raw('GET', '/trial/seldom-here')).statusCode, 303)
    assert.equal((await visitor.raw('GET', '/trial/seldom-here')).statusCode, 429)
    assert.equal((await visitor.raw('GET', '/help')).statusCode, 200)
  }),
)
