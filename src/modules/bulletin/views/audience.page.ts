import { roles } from '#platform/auth/roles.ts'
import type { FieldError } from '#platform/http/forms.ts'
import { plural } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { EditionRow } from '../actions/load-edition.ts'
import type { Audience } from '../rules/audience.ts'
import { stateAfter } from '../rules/state.ts'
import { section } from './state-words.ts'

type Places = {
  readonly kinds: readonly { readonly key: string; readonly name: string }[]
  readonly areas: readonly { readonly id: string; readonly name: string }[]
  /** How many people of the network the saved choice reaches today. */
  readonly people: number
}

/** Who an edition goes to, as a form; without a tick in a list that list asks for nothing. */
export const audiencePage = (
  edition: EditionRow,
  audience: Audience,
  places: Places,
  errors: readonly FieldError[] = [],
): Page => ({
  template: 'bulletin/audience.njk',
  title: 'Who it goes to',
  section,
  back: { href: `/editions/${edition.id}`, text: edition.title },
  errors,
  data: {
    id: edition.id,
    canChange: stateAfter(edition.state, 'change') !== null,
    changeVoids: edition.state === 'in_approval' || edition.state === 'approved',
    people: `${plural(places.people, 'person', 'people')} of the network${edition.audience.outsideReaders ? ', and outside readers who asked for it and confirmed' : ''}`,
    groups: [
      {
        value: 'network',
        text: 'People of the network',
        hint: 'Everyone in post who fits the lists below',
      },
      {
        value: 'outside',
        text: 'Outside readers',
        hint: 'People who asked for the bulletin on the web and confirmed it',
      },
    ],
    roleOptions: Object.entries(roles).map(([value, { name }]) => ({ value, text: name })),
    kindOptions: places.kinds.map(({ key, name }) => ({ value: key, text: name })),
    areaOptions: places.areas.map(({ id, name }) => ({ value: id, text: name })),
    form: {
      values: {
        groups: [...(audience.network ? ['network'] : []), ...(audience.outsideReaders ? ['outside'] : [])],
        roles: audience.roles,
        kinds: audience.organisationKinds,
        areas: audience.areaIds,
      },
      errors: Object.fromEntries(errors.map(({ field, message }) => [field, message])),
    },
  },
})
