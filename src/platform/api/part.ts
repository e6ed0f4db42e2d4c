import path from 'node:path'
import type { PlatformPart } from '#platform/declare/platform-part.ts'
import { bytes, show } from '#platform/http/answers.ts'
import { get, type ApiRoute, type DeclaredRoute } from '#platform/http/route.ts'
import { describeApi, type About } from './describe-api.ts'
import { apiPage } from './views/api.page.ts'

/** The API's description for programs and for the people who write them. The routes themselves belong to the modules. */
export function apiPart(
  declared: readonly DeclaredRoute[],
  about: About & { readonly perMinute: number },
): PlatformPart {
  const routes = declared.filter((route): route is ApiRoute => 'kind' in route)
  const description = JSON.stringify(describeApi(routes, about))
  return {
    name: 'api',
    permissions: {},
    events: {},
    routes: [
      get({
        url: '/api',
        allow: 'anyone',
        audit: 'none',
        freshForSeconds: 60,
        withoutDatabase: true,
        show: () => Promise.resolve(show(apiPage(routes, about))),
      }),
      get({
        url: '/api/openapi.json',
        allow: 'anyone',
        audit: 'none',
        freshForSeconds: 60,
        withoutDatabase: true,
        show: () => Promise.resolve(bytes('application/json; charset=utf-8', description)),
      }),
    ],
    jobs: [],
    nav: [],
    footer: [{ text: 'API', href: '/api', for: ['coordinator', 'officer', 'administrator'] }],
    commands: [],
    keeps: [],
    views: path.join(import.meta.dirname, 'views'),
  }
}
