import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { scenario, type CastKey } from '#src/testing/scenario.ts'
import { visits } from '#src/testing/visits.ts'
import { routeName, type DeclaredRoute } from '#platform/http/route.ts'

/** An address of the route at which nothing is: what stops a stranger must be the gate, before anything is looked for. */
const addressOf = (route: DeclaredRoute) => route.url.replace(/:[^/]+/g, () => randomUUID())

const isApi = (route: DeclaredRoute) => 'kind' in route

scenario('a visitor is sent to sign in at every route that is not open to anyone', async (world) => {
  const { routes, server } = await world.app()
  const visitor = await world.browser()
  const closed = routes.filter((route) => route.allow !== 'anyone' && !isApi(route))
  assert.ok(closed.length > 80, `saw ${closed.length} routes`)
  for (const route of closed) {
    const method = route.method === 'GET' ? 'GET' : 'POST'
    const answer = await visitor.raw(method, addressOf(route))
    assert.equal(answer.statusCode, 303, routeName(route))
    assert.match(String(answer.headers.location), /^\/sign-in\?/, routeName(route))
  }
  const apis = routes.filter(isApi)
  for (const route of apis) {
    const method = route.method.replace('API_', '') as 'GET' | 'POST'
    const path = addressOf(route)
    const answer = await server.inject({
      method,
      url: path,
      headers: { host: 'localhost:3000', authorization: `Bearer hf_${'x'.repeat(43)}` },
    })
    visits.push({ method, path, by: 'token', status: answer.statusCode })
    assert.equal(answer.statusCode, 401, routeName(route))
  }
  // Nothing else was written down: none of them got as far as its route.
  const changes = await world.owner(`select event from platform.audit_entry where actor_kind = 'visitor'`)
  assert.deepEqual(
    changes,
    apis.map(() => ({ event: 'platform.sign_in_refused' })),
  )
})

const strangers: readonly CastKey[] = ['ann', 'bilal', 'erin', 'dev', 'hamid']

scenario(
  'who lacks the permission finds nothing at every route that asks for one, and the refusal is written down',
  async (world) => {
    const { routes } = await world.app()
    const people = await Promise.all(
      strangers.map(async (key) => ({ browser: await world.browser(key), actor: await world.as(key) })),
    )
    let tried = 0
    for (const route of routes) {
      const { allow } = route
      if (isApi(route) || typeof allow === 'string' || allow.roles === 'signed-in') continue
      const may = new Set<string>(allow.roles)
      const stranger = people.find(({ actor }) => !actor.roles.some((held) => may.has(held.role)))
      assert.ok(stranger, `everybody may ${routeName(route)}`)
      const answer = await stranger.browser.raw(route.method === 'GET' ? 'GET' : 'POST', addressOf(route))
      assert.equal(answer.statusCode, 404, routeName(route))
      const [refusal] = await world.owner(
        `select person_id, fields ->> 'route' as route from platform.audit_entry where event = 'platform.refused' order by id desc limit 1`,
      )
      assert.deepEqual(refusal, { person_id: stranger.actor.personId, route: routeName(route) })
      tried += 1
    }
    assert.ok(tried > 60, `tried ${tried} routes`)
  },
)
