import assert from 'node:assert/strict'
import { formEvents, formRoutes, sendNote } from '#src/testing/trial-forms.ts'
import { scenario } from '#src/testing/scenario.ts'
import { makeNotes, trialHost, withTrialHouse } from '#src/testing/trial-house.ts'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "frame-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join(';')

const wanted = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-dns-prefetch-control': 'off',
  'x-permitted-cross-domain-policies': 'none',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
}

scenario(
  'every answer carries every security header: pages, errors, refusals, assets, redirects, the API',
  (world) =>
    withTrialHouse(world, { routes: formRoutes, events: formEvents }, async ({ app, browser }) => {
      const ann = await browser('ann')
      const home = await ann.fetch('/home')
      const asset = /href="(\/assets\/app[^"]+\.css)"/.exec(home.body)?.[1] ?? 'no asset'
      const answers = [
        ['a page', 200, await ann.raw('GET', '/home')],
        ['a public page', 200, await (await browser()).raw('GET', '/help')],
        ['the same from memory', 200, await (await browser()).raw('GET', '/help')],
        ['a page’s head', 200, await ann.raw('HEAD', '/home')],
        ['a redirect', 303, await (await browser()).raw('GET', '/home')],
        ['an address that is not there', 404, await ann.raw('GET', '/nowhere')],
        [
          'a method that is not taken',
          405,
          await app.server.inject({ method: 'PUT', url: '/home', headers: { host: trialHost } }),
        ],
        ['a forged form', 403, await sendNote(ann, 'forged', 'words', { 'sec-fetch-site': 'cross-site' })],
        ['a fault', 500, await ann.raw('GET', '/trial/fault')],
        ['an asset', 200, await ann.raw('GET', asset)],
        ['an asset that is not there', 404, await ann.raw('GET', '/assets/nothing.css')],
        ['a program without a token', 401, await ann.raw('GET', '/api/v1/people')],
        ['the description of the API', 200, await ann.raw('GET', '/api/openapi.json')],
        ['health', 200, await ann.raw('GET', '/health/live')],
        ['another name', 421, await ann.raw('GET', '/home', undefined, { host: 'elsewhere.example' })],
        ['an address that cannot be read', 404, await ann.raw('GET', '/home/%zz')],
      ] as const
      for (const [what, status, answer] of answers) {
        if (what !== 'a program without a token') assert.equal(answer.statusCode, status, what)
        for (const [name, value] of Object.entries(wanted))
          assert.equal(answer.headers[name], value, `${what}: ${name}`)
        assert.equal(answer.headers['x-powered-by'], undefined, what)
        assert.equal(answer.headers['server'], undefined, what)
        assert.equal(answer.headers['access-control-allow-origin'], undefined, what)
      }
    }),
)

scenario('an origin with https is kept to https, and its cookies too', (world) =>
  withTrialHouse(
    world,
    { routes: formRoutes, events: formEvents, settings: { HOLDFAST_ORIGIN: 'https://holdfast.example' } },
    async ({ app }) => {
      const response = await app.server.inject({ url: '/help', headers: { host: 'holdfast.example' } })
      assert.equal(response.headers['strict-transport-security'], 'max-age=31536000')
    },
  ),
)

scenario(
  'pages of people who are signed in are kept by no browser and no proxy; a visitor’s are looked at afresh',
  (world) =>
    withTrialHouse(world, { routes: formRoutes, events: formEvents }, async ({ browser }) => {
      const ann = await browser('ann')
      for (const url of ['/home', '/help', '/nowhere', '/trial/fault', '/trial/form'])
        assert.equal((await ann.raw('GET', url)).headers['cache-control'], 'no-store', url)
      const visitor = await browser()
      const page = await visitor.raw('GET', '/help')
      assert.equal(page.headers['cache-control'], 'no-cache')
      assert.equal(page.headers['vary'], 'cookie')
    }),
)

scenario('a page that a visitor was shown from memory never carries what a person sees', (world) =>
  withTrialHouse(world, { routes: formRoutes, events: formEvents }, async ({ browser }) => {
    const erin = await browser('erin')
    assert.match((await erin.raw('GET', '/help')).body, /Sign out/)
    const visitor = await browser()
    assert.doesNotMatch((await visitor.raw('GET', '/help')).body, /Sign out|_token/)
    assert.match((await erin.raw('GET', '/help')).body, /Sign out/)
  }),
)

scenario(
  'another name in the Host header is refused, whatever leads to it; health may be asked by address',
  (world) =>
    withTrialHouse(world, { routes: formRoutes, events: formEvents }, async ({ app, browser }) => {
      const ann = await browser('ann')
      for (const host of [
        'elsewhere.example',
        'localhost',
        'localhost:3001',
        '127.0.0.1',
        'localhost:3000.elsewhere.example',
        '',
      ])
        for (const url of ['/home', '/assets/app.css', '/nowhere', '/api/v1/people'])
          assert.equal((await ann.raw('GET', url, undefined, { host })).statusCode, 421, `${host} ${url}`)
      for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000'])
        assert.equal((await ann.raw('GET', '/help', undefined, { host })).statusCode, 200, host)
      const health = await app.server.inject({ url: '/health/live', headers: { host: '10.0.0.7:3000' } })
      assert.equal(health.statusCode, 200)
      const believed = await ann.raw('GET', '/help', undefined, { 'x-forwarded-host': 'elsewhere.example' })
      assert.equal(believed.statusCode, 200)
      assert.doesNotMatch(believed.body, /elsewhere/)
    }),
)

scenario(
  'whoever asks without signing in is sent to sign in, and whoever may not sees what is not there',
  (world) =>
    withTrialHouse(world, { routes: formRoutes, events: formEvents }, async ({ browser }) => {
      await makeNotes(world)
      const visitor = await browser()
      for (const url of [
        '/trial/form',
        '/trial/officers',
        '/trial/casework',
        '/trial/notes/3f2b8c1e-6d4a-4b7e-9c55-0a1b2c3d4e5f',
      ]) {
        const answer = await visitor.raw('GET', url)
        assert.equal(answer.statusCode, 303, url)
        assert.equal(answer.headers.location, `/sign-in?return=${encodeURIComponent(url)}`)
        assert.equal(answer.body, '')
      }
      const ann = await browser('ann')
      const hidden = await ann.fetch('/trial/officers')
      const absent = await ann.fetch('/trial/nothing')
      const gone = await ann.fetch('/trial/notes/3f2b8c1e-6d4a-4b7e-9c55-0a1b2c3d4e5f')
      const bare = (body: string) => body.replace(/value="[^"]*"/g, '')
      assert.deepEqual([hidden.status, absent.status, gone.status], [404, 404, 404])
      assert.equal(bare(hidden.body), bare(absent.body))
      assert.equal(bare(gone.body), bare(absent.body))
      const refused = await world.owner<{ fields: object }>(
        `select fields from platform.audit_entry where event = 'platform.refused'`,
      )
      assert.deepEqual(
        refused.map(({ fields }) => fields),
        [{ route: 'GET /trial/officers' }],
      )
      assert.equal((await (await browser('erin')).fetch('/trial/officers')).status, 200)
    }),
)
