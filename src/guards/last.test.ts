import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { visits, type Visit } from '#src/testing/visits.ts'
import type { DeclaredRoute } from '#platform/http/route.ts'

/** Runs after every other test of the whole suite, in the same process: looks at what they visited. */

const shapeOf = (url: string) => new RegExp(`^${url.replace(/:[^/]+/g, '[^/]+').replaceAll('.', '\\.')}/?$`)

function visitsOf(route: DeclaredRoute, routes: readonly DeclaredRoute[]) {
  const method = route.method.replace('API_', '')
  const shape = shapeOf(route.url)
  // A fixed address such as /people/new is not a visit to /people/:id.
  const rivals = routes
    .filter(
      (other) =>
        other !== route && other.method === route.method && !other.url.includes(':') && shape.test(other.url),
    )
    .map((other) => other.url)
  return visits.filter(
    (visit) => visit.method === method && shape.test(visit.path) && !rivals.includes(visit.path),
  )
}

scenario('every declared route was visited by a test that was let in', async ({ app }) => {
  const { routes } = await app()
  // A visitor who is sent to sign in was not let in.
  const letIn = (route: DeclaredRoute, visit: Visit) =>
    visit.status < 400 && (route.allow === 'anyone' || visit.by !== 'visitor')
  const unvisited = routes.filter((route) => !visitsOf(route, routes).some((visit) => letIn(route, visit)))
  assert.deepEqual(
    unvisited.map((route) => `${route.method} ${route.url}`),
    [],
  )
})

scenario('every route that is not open to anyone was tried by somebody who must not', async ({ app }) => {
  const { routes } = await app()
  const untried = routes.filter((route) => {
    if (route.allow === 'anyone') return false
    const tries = visitsOf(route, routes)
    if ('kind' in route) return !tries.some((visit) => visit.status === 401 || visit.status === 403)
    const onlySignIn = route.allow === 'signed-in' || route.allow.roles === 'signed-in'
    return onlySignIn
      ? !tries.some((visit) => visit.by === 'visitor' && visit.status === 303)
      : !tries.some((visit) => visit.by === 'person' && visit.status === 404)
  })
  assert.deepEqual(
    untried.map((route) => `${route.method} ${route.url}`),
    [],
  )
})
