import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'

// What the server itself answers beside the declared routes: its assets, and a form taken back after signing in again.
const ownRoutes = new Set([
  // The assets again: beside a route at `/` the drawing leaves their folder's name out.
  'GET /*',
  'HEAD /*',
  'GET /assets/*',
  'HEAD /assets/*',
  'GET /resume',
  'HEAD /resume',
])
// The limiter answers preflights nowhere; Fastify draws its catch-all for addresses that are not there.
const catchAll = /^[A-Z]+ \*$/

scenario('the server answers declared routes and nothing else', async ({ app }) => {
  const { server, routes } = await app()
  const declared = new Set(
    routes.flatMap((route) => {
      const method = route.method.replace('API_', '')
      return method === 'GET' ? [`GET ${route.url}`, `HEAD ${route.url}`] : [`${method} ${route.url}`]
    }),
  )
  const answered = routesOf(server.printRoutes({ commonPrefix: false }))
  const undeclared = answered.filter(
    (route) => !declared.has(route) && !ownRoutes.has(route) && !catchAll.test(route),
  )
  assert.deepEqual(undeclared, [])
  assert.ok(answered.length >= routes.length, `saw ${answered.length} of ${routes.length} routes`)
})

// Forms with nothing on them but the way to sign in more surely.
const emptyForms = new Set(['GET /sign-in/stronger', 'GET /sign-in/code'])

// Gives out a number to sign and keeps nothing but that.
const challenge = '/sign-in/passkey/options'

/** Reads Fastify's drawing of its routes: each line is indented by its depth and names a path part and its methods. */
function routesOf(drawing: string): string[] {
  const found: string[] = []
  const stack: string[] = []
  for (const line of drawing.split('\n')) {
    const match = /^((?:│ {3}| {4})*)(?:├──|└──) (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line)
    if (!match) continue
    const depth = (match[1] ?? '').length / 4
    stack.length = depth
    stack[depth] = match[2] ?? ''
    const path = stack.join('')
    for (const method of (match[3] ?? '').split(', ').filter(Boolean)) found.push(`${method} ${path}`)
  }
  return found
}

scenario(
  'every route says what is written down, and a route that writes nothing down is open to anyone',
  async ({ app }) => {
    const { routes } = await app()
    const silent = routes.filter(
      (route) =>
        route.audit === 'none' && route.allow !== 'anyone' && !emptyForms.has(`${route.method} ${route.url}`),
    )
    assert.deepEqual(
      silent.map((route) => `${route.method} ${route.url}`),
      [],
    )
    const unheard = routes.filter(
      (route) => route.method === 'POST' && route.audit === 'none' && route.url !== challenge,
    )
    assert.deepEqual(
      unheard.map((route) => route.url),
      [],
    )
  },
)

scenario(
  'names of permissions, events and jobs begin with whose they are and are declared once',
  async ({ app }) => {
    const { modules } = await import('#src/modules.ts')
    const { parts, jobs } = await app()
    const names = [...modules, ...parts].flatMap((owner) => [
      ...Object.values(owner.permissions).map((permission) => permission.name),
      ...Object.values(owner.events).map((event) => event.name),
    ])
    const twice = names.filter((name, index) => names.indexOf(name) !== index)
    assert.deepEqual(twice, [])
    const jobNames = jobs.map((job) => job.name)
    assert.equal(new Set(jobNames).size, jobNames.length)
    for (const name of [...names, ...jobNames]) assert.match(name, /^[a-z]+\.[a-z_]+$/)
  },
)
