import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { dayInFull } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { CountedArea, CountedKind } from '../queries/places.ts'
import { addressOf } from './address.ts'
import { dayBoxes, formState } from './form-state.ts'
import { directoryTabs } from './people.page.ts'

type Given = {
  readonly areas: readonly CountedArea[]
  readonly kinds: readonly CountedKind[]
  readonly runs: boolean
  /** The area's id or the kind's key whose form is open. */
  readonly edit: string | null
  readonly again?: { readonly form: RawForm; readonly errors: readonly FieldError[]; readonly at: string }
}

const path = '/network/areas'

/** The areas of the county and the kinds of organisation. The officer changes them on the same page. */
export function placesPage({ areas, kinds, runs, edit, again }: Given): Page {
  const stateAt = (at: string, stands: Record<string, string>) =>
    again?.at === at ? formState(stands, again.form, again.errors) : formState(stands, undefined)
  const editOf = () => {
    const area = areas.find(({ id }) => id === (again?.at ?? edit))
    if (area && runs)
      return {
        title: `Change ${area.name}`,
        action: `/network/areas/${area.id}`,
        ends: true,
        form: stateAt(area.id, { name: area.name, ...dayBoxes('lastOn', area.to) }),
      }
    const kind = kinds.find(({ key }) => key === (again?.at ?? edit))
    if (!kind || !runs) return null
    return {
      title: `Change ${kind.name}`,
      action: `/network/kinds/${kind.key}`,
      ends: false,
      form: stateAt(kind.key, { name: kind.name }),
    }
  }
  return {
    template: 'network/places.njk',
    title: 'Areas and kinds',
    section: 'Network',
    errors: again?.errors ?? [],
    data: {
      tabList: directoryTabs('areas'),
      runs,
      areaColumns: [
        { text: 'Area' },
        { text: 'Organisations', numeric: true },
        { text: 'People', numeric: true },
        ...(runs ? [{ text: 'Change', hidden: true }] : []),
      ],
      areaRows: areas.map((area) => ({
        cells: [
          {
            text: area.name,
            href: addressOf('/network/organisations', { areas: [area.key] }),
            ...(area.to ? { note: `Until ${dayInFull(area.to)}` } : {}),
          },
          { number: area.organisations },
          { number: area.people },
          ...(runs ? [{ text: 'Change', href: addressOf(path, { edit: area.id }) }] : []),
        ],
      })),
      kindColumns: [
        { text: 'Kind' },
        { text: 'Organisations', numeric: true },
        ...(runs ? [{ text: 'Change', hidden: true }] : []),
      ],
      kindRows: kinds.map((kind) => ({
        cells: [
          { text: kind.name, href: addressOf('/network/organisations', { kinds: [kind.key] }) },
          { number: kind.organisations },
          ...(runs ? [{ text: 'Change', href: addressOf(path, { edit: kind.key }) }] : []),
        ],
      })),
      edit: editOf(),
      newForm: stateAt('new', { area: '', kind: '' }),
    },
  }
}
