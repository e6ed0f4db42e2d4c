import { demoPartnership } from '#platform/config/partnership.ts'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Actor, PersonActor } from '#platform/auth/actor.ts'
import { visitor } from '#platform/auth/actor.ts'
import type { Role } from '#platform/auth/roles.ts'
import type { PlatformPart } from '#platform/declare/platform-part.ts'
import { buildServer } from '#platform/http/server.ts'
import { buildAssets } from '#platform/views/assets.ts'
import { createRenderer } from '#platform/views/render.ts'
import type { TestDatabase } from './testing.ts'

export type Seen = {
  readonly status: number
  readonly text: string
  readonly headers: Record<string, unknown>
}

export type TestPages = {
  get(who: string, url: string, headers?: Readonly<Record<string, string>>): Promise<Seen>
  /** Presses the button of a page whose form goes to `action`, with the token that stands in it. */
  press(who: string, page: string, action: string): Promise<Seen>
  close(): Promise<void>
}

export const castRole = (number: number, role: Role): PersonActor => ({
  kind: 'person',
  personId: `0b0e4a52-1111-4111-8111-${String(number).padStart(12, '0')}`,
  name: 'Somebody Example',
  organisationId: null,
  organisation: 'Fernshire Council',
  roles: [{ role, areaId: null }],
  strength: 'strong',
  sessionId: `session-${number}`,
})

const common = (who: string) => ({
  host: 'localhost:3000',
  ...(who === 'visitor' ? {} : { cookie: `who=${who}` }),
})

/** The pages of some parts of the ground floor, served for real, to people who are who their cookie says. */
export async function startTestPages(
  ground: TestDatabase,
  parts: readonly PlatformPart[],
  people: Readonly<Record<string, Actor>>,
  now: () => Temporal.Instant,
): Promise<TestPages> {
  const assets = await buildAssets({ cacheDir: join(tmpdir(), 'holdfast-test-assets'), entries: [] })
  const partnership = { name: 'Fernshire Safeguarding Children Partnership' }
  const server = await buildServer(
    {
      db: ground.db,
      renderer: createRenderer({
        assets,
        partnership,
        moduleViews: Object.fromEntries(parts.flatMap(({ name, views }) => (views ? [[name, views]] : []))),
      }),
      log: pino({ level: 'silent' }),
      clock: now,
      askerOf: (cookies) => {
        const actor = people[cookies?.replace(/^who=/, '') ?? ''] ?? visitor
        return Promise.resolve({
          actor,
          binding: actor.kind === 'person' ? actor.sessionId : null,
          expiredPersonId: null,
        })
      },
      tokenActor: () => Promise.resolve(null),
      platform: {
        origin: 'http://localhost:3000',
        demo: true,
        signingKey: (purpose) => Buffer.from(purpose),
        partnership: demoPartnership,
        guard: null,
        blocks: [],
      },
      nav: parts.flatMap((part) => part.nav),
      footer: [],
      hosts: new Set(['localhost:3000']),
      rateLimit: 10_000,
      trustProxy: [],
    },
    parts.flatMap((part) => part.routes),
    assets,
  )
  const get = async (
    who: string,
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Seen> => {
    const answer = await server.inject({ method: 'GET', url, headers: { ...common(who), ...headers } })
    return { status: answer.statusCode, text: answer.body, headers: answer.headers }
  }
  return {
    get,
    press: async (who, page, action) => {
      const { text } = await get(who, page)
      const at = text.indexOf(`action="${action}"`)
      if (at < 0) throw new Error(`${page} has no button for ${action}`)
      const token = /name="_token" value="([^"]+)"/.exec(text.slice(at))?.[1] ?? ''
      const answer = await server.inject({
        method: 'POST',
        url: action,
        headers: {
          ...common(who),
          origin: 'http://localhost:3000',
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: new URLSearchParams({ _token: token }).toString(),
      })
      return { status: answer.statusCode, text: answer.body, headers: answer.headers }
    },
    close: () => server.close(),
  }
}
