import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { day, moment } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { OrganisationFacts, PersonInPost } from '../queries/find-organisation.ts'
import type { TokenFacts } from '../queries/tokens.ts'
import { scopes } from '../rules/token.ts'
import { dayBoxes, formState } from './form-state.ts'

type Given = {
  readonly organisation: OrganisationFacts
  readonly tokens: readonly TokenFacts[]
  readonly people: readonly PersonInPost[]
  readonly me: string | null
  readonly makes: boolean
  readonly today: Temporal.PlainDate
  readonly again?: { readonly form: RawForm; readonly errors: readonly FieldError[] }
}

/** An organisation's API tokens: what each may do, who answers for it, and when it was last used. */
export function tokensPage(given: Given): Page {
  const { organisation, today, again } = given
  const path = `/network/organisations/${organisation.id}/tokens`
  return {
    template: 'network/tokens.njk',
    title: 'API tokens',
    section: 'Network',
    back: { href: `/network/organisations/${organisation.id}`, text: organisation.name },
    errors: again?.errors ?? [],
    data: {
      organisation: organisation.name,
      makes: given.makes,
      tokens: given.tokens.map((token) => ({
        name: token.name,
        begins: `${token.begins}…`,
        tag: tagOf(token, today),
        says: token.scopes.map((scope) => wordsOf(scope)).join('. '),
        by: `${token.responsible} answers for it. Made on ${moment(token.madeAt)}${token.maker ? ` by ${token.maker}` : ''}. ${token.lastUsedAt ? `Last used on ${moment(token.lastUsedAt)}.` : 'Not used yet.'}`,
        end: token.endedAt || isPast(token, today) ? null : `${path}/${token.id}/end`,
      })),
      action: path,
      form: formState(
        {
          name: '',
          responsibleId: given.people.some(({ personId }) => personId === given.me) ? given.me : '',
          scopes: ['network.read'],
          ...dayBoxes('expiresOn', today.add({ years: 1 })),
        },
        again?.form,
        again?.errors,
      ),
      people: [
        { value: '', text: 'Choose a person' },
        ...[...new Map(given.people.map(({ personId, name }) => [personId, name]))].map(([value, text]) => ({
          value,
          text,
        })),
      ],
      scopes: Object.entries(scopes).map(([value, text]) => ({ value, text })),
    },
  }
}

const wordsOf = (scope: string): string => Object.entries(scopes).find(([key]) => key === scope)?.[1] ?? scope

const isPast = (token: TokenFacts, today: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(token.expiresOn, today) < 0

function tagOf(token: TokenFacts, today: Temporal.PlainDate): { tone: string; text: string } {
  if (token.endedAt) return { tone: 'neutral', text: 'Ended' }
  if (isPast(token, today)) return { tone: 'late', text: `Ran out on ${day(token.expiresOn)}` }
  const days = today.until(token.expiresOn, { largestUnit: 'day' }).days
  return { tone: days <= 30 ? 'due' : 'done', text: `Until ${day(token.expiresOn)}` }
}

/** The one page on which a token is ever shown. */
export const tokenMadePage = (made: { token: string; name: string }, organisationId: string): Page => ({
  template: 'network/token-made.njk',
  title: 'The token is made',
  section: 'Network',
  data: { ...made, href: `/network/organisations/${organisationId}/tokens` },
})
