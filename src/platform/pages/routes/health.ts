import { bytes } from '#platform/http/answers.ts'
import { get, type DeclaredRoute } from '#platform/http/route.ts'
import type { Around } from '../around.ts'

const json = 'application/json; charset=utf-8'

/** For the machine that watches: is the process there, and can it do its work. */
export const healthRoutes = (around: Around): readonly DeclaredRoute[] => [
  get({
    url: '/health/live',
    allow: 'anyone',
    audit: 'none',
    withoutDatabase: true,
    show: () => Promise.resolve(bytes(json, JSON.stringify({ ok: true, version: around.version }))),
  }),
  get({
    url: '/health/ready',
    allow: 'anyone',
    audit: 'none',
    withoutDatabase: true,
    show: async () => {
      const checks = await Promise.all(
        around.health.map(async ({ name, check }) => {
          try {
            return { name, ...(await check()) }
          } catch {
            return { name, ok: false, says: 'does not answer' }
          }
        }),
      )
      const ok = checks.every((one) => one.ok)
      const parts = Object.fromEntries(checks.map(({ name, ok: fine, says }) => [name, { ok: fine, says }]))
      return bytes(json, JSON.stringify({ ok, ...parts }), { status: ok ? 200 : 503 })
    },
  }),
]
