import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { dayInFull } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { NamedLink, OrganisationFacts } from '../queries/find-organisation.ts'
import type { AreaRow, KindRow } from '../queries/places.ts'
import { formState } from './form-state.ts'

type Given = {
  readonly organisation: OrganisationFacts | null
  readonly areas: readonly AreaRow[]
  readonly kinds: readonly KindRow[]
  readonly parents: readonly NamedLink[]
  readonly form?: RawForm
  readonly ending?: RawForm
  readonly errors?: readonly FieldError[]
}

export function organisationFormPage(given: Given): Page {
  const { organisation, errors = [] } = given
  const path = organisation ? `/network/organisations/${organisation.id}` : '/network/organisations'
  const stands = {
    name: organisation?.name ?? '',
    kind: organisation?.kind ?? '',
    areaId: organisation?.areaId ?? '',
    parentId: organisation?.parentId ?? '',
  }
  return {
    template: 'network/organisation-form.njk',
    title: organisation ? `Change ${organisation.name}` : 'Add an organisation',
    section: 'Network',
    back: organisation
      ? { href: path, text: organisation.name }
      : { href: '/network/organisations', text: 'Organisations' },
    errors,
    data: {
      action: path,
      // The version that stands now: a second try after a refusal is made knowingly.
      version: organisation ? String(organisation.version) : null,
      form: formState(stands, given.form, errors),
      kindOptions: [
        { value: '', text: 'Choose a kind' },
        ...given.kinds.map(({ key, name }) => ({ value: key, text: name })),
      ],
      areaOptions: [
        { value: '', text: 'Whole county' },
        ...given.areas.map(({ id, name }) => ({ value: id, text: name })),
      ],
      parentOptions: [
        { value: '', text: 'Not part of another' },
        ...given.parents
          .filter(({ id }) => id !== organisation?.id)
          .map(({ id, name }) => ({ value: id, text: name })),
      ],
      endAction: organisation && !organisation.to ? `${path}/end` : null,
      endForm: formState({}, given.ending, given.ending ? errors : []),
      reopenAction: organisation?.to ? `${path}/reopening` : null,
      endedOn: organisation?.to ? dayInFull(organisation.to) : '',
      cancel: path,
    },
  }
}
