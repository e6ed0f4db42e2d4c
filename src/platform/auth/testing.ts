import { demoPartnership } from '#platform/config/partnership.ts'
import assert from 'node:assert/strict'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createHmac } from 'node:crypto'
import { Client, Pool } from 'pg'
import { pino } from 'pino'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { modules } from '#src/modules.ts'
import { copyDatabase, testSecret, type DatabaseCopy } from '#src/testing/database-copy.ts'
import type { EngineName } from '#src/testing/engines.ts'
import { noon } from '#src/testing/noon.ts'
import { pageProblems } from '#src/testing/page-problems.ts'
import { visits } from '#src/testing/visits.ts'
import { openDatabase } from '#platform/db/database.ts'
import { ownHosts } from '#platform/http/origin.ts'
import { buildServer } from '#platform/http/server.ts'
import { buildAssets } from '#platform/views/assets.ts'
import { createRenderer } from '#platform/views/render.ts'
import { createSignIn } from './sign-in.ts'
import { authScripts } from './scripts.ts'

/** The cast's ids, as the demo fixes them. */
const castId = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
export const ann = castId(1)
export const bilal = castId(2)
export const carys = castId(3)
export const dev = castId(4)
export const erin = castId(5)
export const pia = castId(16)

const root = path.join(import.meta.dirname, '../../..')

type Options = { engine?: EngineName; port?: number; now?: Temporal.Instant }

/**
 * The front door with everything behind it real: PostgreSQL, Better Auth, directory, pages and server. Only the clock is the
 * test's own.
 */
export async function openFrontDoor({ engine = 'embedded', port = 3000, now = noon }: Options = {}) {
  const copy = await copyDatabase(engine)
  const db = openDatabase(copy.login('app'), copy.login('work'))
  const owner = new Pool({ ...copy.owner, max: 2 })
  const directory = modules.find((module) => module.directory)?.directory
  if (!directory) throw new Error('no module keeps people')
  const clock = { now }
  const origin = `http://localhost:${port}`
  const signIn = createSignIn({
    db,
    authPool: copy.login('auth'),
    directory,
    origin,
    demo: true,
    partnership: 'Fernshire Safeguarding Children Partnership',
    signingKey,
    clock: () => clock.now,
    cast: { ann, bilal, carys, dev, erin, pia },
  })
  const assets = await buildAssets({ cacheDir: path.join(root, '.cache'), entries: authScripts })
  const renderer = createRenderer({
    assets,
    moduleViews: { auth: signIn.part.views ?? '' },
    partnership: demoPartnership,
  })
  const server = await buildServer(
    {
      db,
      renderer,
      log: pino({ level: 'silent' }),
      clock: () => clock.now,
      askerOf: async (cookies) => {
        const { actor, session, expiredPersonId } = await signIn.actorFor(cookies)
        return { actor, binding: session?.binding ?? null, expiredPersonId }
      },
      tokenActor: async () => null,
      platform: {
        origin,
        demo: true,
        signingKey,
        partnership: demoPartnership,
        guard: null,
        blocks: [],
      },
      nav: [],
      footer: [],
      hosts: ownHosts(origin, port),
      rateLimit: 100_000,
      trustProxy: [],
    },
    signIn.part.routes,
    assets,
  )

  const runJobs = async () => {
    const { rows } = await owner.query<{ id: string }>(
      'select id from platform.link_request order by asked_at, id',
    )
    const job = signIn.part.jobs.find(({ name }) => name === 'auth.send_link')
    for (const { id } of rows)
      await job?.run(
        { db, now: clock.now, signal: new AbortController().signal, log: { info: () => {}, warn: () => {} } },
        { request: id },
      )
  }
  /** Where the links lead that were mailed to a person, newest first. */
  const links = async (personId: string): Promise<string[]> => {
    const { rows } = await owner.query<{ href: string }>(
      `select c.notice->'action'->>'href' as href from platform.mail m join platform.mail_content c on c.mail_id = m.id
        where m.to_person = $1 and m.purpose = 'auth.sign_in_link' order by m.queued_at desc, m.ctid desc`,
      [personId],
    )
    return rows.map(({ href }) => href)
  }
  const events = async (): Promise<
    { event: string; fields: Record<string, unknown>; person_id: string | null }[]
  > => (await owner.query('select event, fields, person_id from platform.audit_entry order by id')).rows
  return {
    db,
    owner,
    server,
    signIn,
    clock,
    origin,
    runJobs,
    links,
    events,
    emailOf: async (personId: string): Promise<string> =>
      (await owner.query('select work_email from network.person where id = $1', [personId])).rows[0]
        .work_email,
    directory,
    /** Better Auth's own login, to see how far it reaches. */
    authClient: async () => {
      const client = new Client(copy.login('auth'))
      await client.connect()
      return client
    },
    newBrowser: () => newBrowser(server, origin),
    close: async () => {
      await server.close()
      await signIn.close()
      await db.close()
      await owner.end()
      await everybodyGone(copy)
      await copy.drop()
    },
  }
}

export type FrontDoor = Awaited<ReturnType<typeof openFrontDoor>>

/** A pool's end does not wait for its sockets; one that is cut off while it closes throws where nobody listens. */
async function everybodyGone(copy: DatabaseCopy): Promise<void> {
  const client = new Client({ ...copy.owner, database: 'postgres' })
  await client.connect()
  for (let waited = 0; waited < 5_000; waited += 10) {
    const { rowCount } = await client.query('select from pg_stat_activity where datname = $1', [copy.name])
    if (rowCount === 0) break
    await pause(10)
  }
  await client.end()
}

let addresses = 0

/** A machine of its own for each browser, since the server limits by address. All are loopback, as the demo asks. */
function newAddress(): string {
  addresses += 1
  return `127.1.${Math.floor(addresses / 250)}.${(addresses % 250) + 1}`
}

const signingKey = (purpose: string) => createHmac('sha256', testSecret).update(purpose).digest()

/** A browser as far as sign-in needs one: it keeps cookies, sends forms from our own page, and brings the page's form token. */
export function newBrowser(server: FastifyInstance, origin: string) {
  const jar = new Map<string, string>()
  const remoteAddress = newAddress()
  const host = new URL(origin).host
  const headers = () => ({
    host,
    'user-agent': 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0',
    ...(jar.size > 0 ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
  })
  /** Every page is held to the page checks, and told to the guard of routes. */
  const keep = (response: LightMyRequestResponse, method: string, url: string) => {
    const signedIn = [...jar.keys()].some((name) => name.endsWith('holdfast.session_token'))
    visits.push({
      method,
      path: url.split('?')[0] ?? '/',
      by: signedIn ? 'person' : 'visitor',
      status: response.statusCode,
    })
    if (String(response.headers['content-type']).startsWith('text/html'))
      assert.deepEqual(pageProblems(response.body), [], `${url} is not a sound page`)
    for (const line of [response.headers['set-cookie'] ?? []].flat()) {
      const [pair = '', ...rules] = line.split('; ')
      const [name = '', ...value] = pair.split('=')
      if (rules.includes('Max-Age=0') || value.join('=') === '') jar.delete(name)
      else jar.set(name, value.join('='))
    }
    return response
  }
  const get = async (url: string) =>
    keep(await server.inject({ method: 'GET', url, remoteAddress, headers: headers() }), 'GET', url)
  const post = async (url: string, form: Record<string, string>, from?: string) => {
    const token = from ? (/name="_token" value="([^"]+)"/.exec((await get(from)).body)?.[1] ?? '') : ''
    return keep(
      await server.inject({
        method: 'POST',
        url,
        remoteAddress,
        headers: {
          ...headers(),
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: new URLSearchParams({ ...form, ...(token ? { _token: token } : {}) }).toString(),
      }),
      'POST',
      url,
    )
  }
  return {
    jar,
    get,
    post,
    cookieHeader: () => headers().cookie,
    signInAs: async (key: string) => {
      const response = await post('/demo/sign-in', { person: key })
      if (response.statusCode !== 303) throw new Error(`demo sign-in answered ${response.statusCode}`)
    },
  }
}

export type TestBrowser = ReturnType<typeof newBrowser>

/** Asks for a link and follows it to the end, as a person would. */
export async function signInByLink(
  door: FrontDoor,
  browser: TestBrowser,
  personId: string,
): Promise<LightMyRequestResponse> {
  await browser.post('/sign-in', { email: await door.emailOf(personId), return: '/account' })
  await door.runJobs()
  const [href = ''] = await door.links(personId)
  return browser.post(href.split('?')[0] ?? '', { return: '/account' })
}
