import type { ApiRoute } from '#platform/http/route.ts'
import type { Page } from '#platform/views/render.ts'
import { scopesOf, verbOf, type About } from '../describe-api.ts'

/** The page for the person who writes a program against Holdfast. */
export function apiPage(routes: readonly ApiRoute[], about: About & { readonly perMinute: number }): Page {
  return {
    template: 'api/api.njk',
    title: 'For programs: the API',
    section: 'API',
    data: {
      about,
      calls: {
        caption: 'What can be asked',
        columns: [{ text: 'Address' }, { text: 'What it does' }, { text: 'Scope' }],
        rows: routes.map((route) => ({
          cells: [{ text: `${verbOf(route)} ${route.url}` }, { text: route.says }, { text: route.scope }],
        })),
      },
      scopes: {
        caption: 'What each scope opens',
        columns: [{ text: 'Scope' }, { text: 'Opens' }],
        rows: scopesOf(routes).map(({ scope, opens }) => ({
          cells: [{ text: scope }, { text: opens.join(' ') }],
        })),
      },
      errors: {
        caption: 'What an answer means',
        columns: [{ text: 'Status' }, { text: 'Meaning' }, { text: 'What to do' }],
        rows: meanings.map(([status, meaning, step]) => ({
          cells: [{ text: status }, { text: meaning }, { text: step }],
        })),
      },
    },
  }
}

const meanings = [
  ['304', 'Nothing changed since the ETag you sent', 'Use what you have'],
  ['400', 'It could not be read', 'Mend the request'],
  ['401', 'No token, or one that is not in force', 'Ask your coordinator for a new token'],
  ['403', 'The token lacks the scope', 'Ask your coordinator for a token with the scope'],
  ['404', 'Not there, or not yours to see', 'Check the id'],
  ['413', 'The body is larger than 2 MB', 'Send less at once'],
  ['415', 'The body is not application/json', 'Send it as JSON'],
  ['422', 'A rule says no, or a field is wrong', 'Read detail and errors, then mend the request'],
  ['429', 'Too many requests', 'Wait as many seconds as Retry-After says'],
  ['500', 'A fault on our side', 'Send it again with the same key; report the reference if it stays'],
  ['503', 'Busy', 'Wait as Retry-After says and send it again with the same key'],
] as const
