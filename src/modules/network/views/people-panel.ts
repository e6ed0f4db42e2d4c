import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { dayInFull } from '#platform/views/format.ts'
import type { NamedLink } from '../queries/find-organisation.ts'
import type { PersonAlike } from '../queries/people-alike.ts'
import type { AreaRow } from '../queries/places.ts'
import { addressOf } from './address.ts'
import { dayBoxes, formState } from './form-state.ts'
import type { Panel } from './list-people.page.ts'

type Around = {
  readonly path: string
  readonly areas: readonly AreaRow[]
  readonly organisations: readonly NamedLink[]
  readonly today: Temporal.PlainDate
  readonly again?: { readonly form: RawForm; readonly errors: readonly FieldError[] }
}

/** The open form of the coordinator's screen, as its template takes it. */
export function panelData(panel: Panel, around: Around): object {
  const areaOptions = [
    { value: '', text: 'As the organisation' },
    ...around.areas.map(({ id, name }) => ({ value: id, text: name })),
  ]
  // Asked for again only where it was the address that was refused.
  const askPrivate =
    around.again?.form['onlyPrivate'] !== undefined ||
    (around.again?.errors.some(({ message }) => message.includes('private address')) ?? false)
  const form = (stands: Record<string, string | null>) =>
    formState(stands, around.again?.form, around.again?.errors)
  if (panel.do === 'start')
    return {
      do: 'start',
      title: 'Add a starter',
      action: around.path,
      areaOptions,
      askPrivate,
      alike: panel.alike.length > 0 ? alikeOptions(panel.alike) : null,
      cancel: around.path,
      form: form({ ...dayBoxes('startsOn', around.today) }),
    }
  const { post, person } = panel
  const here = { post: post.id }
  const action = `${around.path}/${post.id}`
  const shared = {
    do: panel.do,
    title: person.name,
    about: `${post.title}, since ${dayInFull(post.from)}`,
    person: person.id,
    areaOptions,
    askPrivate,
    cancel: around.path,
    // One who has a last day already can be changed or get another last day, and no longer moved.
    tabs: [
      {
        text: 'Change',
        href: addressOf(around.path, { ...here, do: 'change' }),
        current: panel.do === 'change',
      },
      ...(post.to
        ? []
        : [
            {
              text: 'Move',
              href: addressOf(around.path, { ...here, do: 'move' }),
              current: panel.do === 'move',
            },
          ]),
      {
        text: 'Leave',
        href: addressOf(around.path, { ...here, do: 'leave' }),
        current: panel.do === 'leave',
      },
    ],
  }
  switch (panel.do) {
    case 'change':
      return {
        ...shared,
        action,
        // The versions that stand now, also after a refusal: what is sent next is sent knowingly.
        personVersion: String(person.version),
        postVersion: String(post.version),
        form: form({
          title: person.title,
          given: person.given,
          family: person.family,
          email: person.email,
          post: post.title,
          areaId: post.areaId,
          phone: post.phone,
        }),
      }
    case 'move':
      return {
        ...shared,
        action: `${action}/move`,
        organisationOptions: [
          { value: '', text: 'Choose an organisation' },
          ...around.organisations.map(({ id, name }) => ({ value: id, text: name })),
        ],
        form: form({
          post: post.title,
          ...dayBoxes('lastOn', around.today),
          ...dayBoxes('startsOn', around.today.add({ days: 1 })),
        }),
      }
    case 'leave':
      return {
        ...shared,
        action: `${action}/leaving`,
        whenOptions: [
          {
            value: 'now',
            text: 'They have left',
            hint: 'Posts, roles and ways in end at once. They are signed out everywhere.',
          },
          {
            value: 'on',
            text: 'They leave after a last day',
            hint: 'Everything ends by itself at the end of that day.',
          },
        ],
        form: form({ when: post.to ? 'on' : '', ...dayBoxes('lastOn', post.to) }),
      }
  }
}

function alikeOptions(alike: readonly PersonAlike[]): object[] {
  return [
    ...alike.map((person) => ({
      value: person.id,
      text: `It is ${person.name}`,
      hint: [
        person.post && person.organisation
          ? `${person.inPost ? '' : 'Was '}${person.post}, ${person.organisation}`
          : '',
        person.email ?? 'no mailbox',
      ]
        .filter(Boolean)
        .join('. '),
    })),
    { value: 'new', text: 'It is somebody else', divider: 'or' },
  ]
}
