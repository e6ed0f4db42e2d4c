import type { FieldError, RawForm } from '#platform/http/forms.ts'
import type { Page } from '#platform/views/render.ts'
import type { PrivateContact } from '../queries/find-person.ts'
import { formState } from './form-state.ts'

export const contactPage = (
  personId: string,
  contact: PrivateContact | null,
  form?: RawForm,
  errors: readonly FieldError[] = [],
): Page => ({
  template: 'network/contact.njk',
  title: 'Your private contact details',
  section: 'Network',
  back: { href: `/network/people/${personId}`, text: 'Your page' },
  errors,
  data: {
    cancel: `/network/people/${personId}`,
    form: formState(
      { mobile: contact?.mobile ?? '', email: contact?.email ?? '', note: contact?.note ?? '' },
      form,
      errors,
    ),
  },
})
