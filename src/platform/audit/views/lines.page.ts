import { isRole, roles } from '#platform/auth/roles.ts'
import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { count, day, inWords, moment } from '#platform/views/format.ts'
import type { FormState } from '#platform/views/forms.ts'
import type { Page } from '#platform/views/render.ts'
import { sayEvent } from '../event-words.ts'
import type { EventWords } from '../event-words.ts'
import type { Line, LineFilter } from '../list-lines.ts'
import { nameOr, signInWords, whoDid } from './who-did.ts'

type Shown = {
  readonly values: RawForm
  readonly filter: LineFilter
  readonly errors: readonly FieldError[]
  readonly lines: readonly Line[]
  readonly names: ReadonlyMap<string, string>
  readonly words: EventWords
  readonly counted: { readonly count: number; readonly more: boolean }
  readonly events: readonly string[]
  readonly next: string | null
  readonly first: boolean
}

/** More records than this in one line, as after a search, are told by their number. */
const mostRecords = 3

export function linesPage(shown: Shown): Page {
  const { filter, counted, errors } = shown
  const chosen = chosenTags(shown)
  return {
    template: 'audit/lines.njk',
    title: 'Audit',
    section: 'Audit',
    errors,
    data: {
      shown: shown.lines.length,
      form: {
        values: shown.values,
        errors: Object.fromEntries(errors.map(({ field, message }) => [field, message])),
      } satisfies FormState,
      events: [
        { value: '', text: 'Everything', selected: filter.event === null },
        ...shown.events
          .map((event) => ({
            value: event,
            text: eventName(shown.words, event),
            selected: filter.event === event,
          }))
          .toSorted((one, other) => one.text.localeCompare(other.text, 'en-GB')),
      ],
      chosen,
      heading: counted.more
        ? `More than ${count(counted.count)} lines`
        : counted.count === 1
          ? '1 line'
          : `${count(counted.count)} lines`,
      rows: shown.lines.map((line) => rowOf(line, shown)),
      exportHref:
        errors.length > 0 ? null : `/audit/export.csv${search(shown.values, { before: undefined })}`,
      newestHref: shown.first ? null : `/audit${search(shown.values, { before: undefined })}`,
      olderHref: shown.next ? `/audit${search(shown.values, { before: shown.next })}` : null,
    },
  }
}

/** The choice reads without the numbers that the sentence of a single line carries. */
const eventName = (words: EventWords, event: string): string =>
  words[event]?.replace(/\{\w+\}/g, '…') ?? sayEvent(words, event, {})

function rowOf(line: Line, { names, words, values }: Shown) {
  const held = line.roles
    .map((role) => role.split(':')[0] ?? '')
    .map((role) => (isRole(role) ? roles[role].name : role))
  const some = line.about_ids.slice(0, mostRecords)
  return {
    number: line.id,
    when: moment(line.at),
    machine: line.at.toString({ smallestUnit: 'second' }),
    who: {
      text: whoDid(line, names),
      href: line.person_id ? `/audit${search(values, { person: line.person_id, before: undefined })}` : null,
      note: [inWords([...new Set(held)]), line.strength ? signInWords[line.strength] : '']
        .filter(Boolean)
        .join(', '),
    },
    what: sayEvent(words, line.event, line.fields),
    about: some.map((id, place) => ({
      text: nameOr(id, names, line.about_kinds[place] ?? 'record'),
      href: `/audit${search(values, { record: id, before: undefined })}`,
    })),
    more:
      line.about_ids.length > mostRecords ? `and ${count(line.about_ids.length - mostRecords)} more` : null,
  }
}

/** The three boxes of a date, as they stand in the address. */
const dayFields = (field: string) => [`${field}-day`, `${field}-month`, `${field}-year`]

function chosenTags({ values, filter, names, words }: Shown) {
  const tags: { category: string; text: string; href: string }[] = []
  const without = (...fields: string[]) =>
    `/audit${search(values, { ...Object.fromEntries(fields.map((field) => [field, undefined])), before: undefined })}`
  if (filter.person)
    tags.push({ category: 'By', text: nameOr(filter.person, names, 'person'), href: without('person') })
  if (filter.record)
    tags.push({ category: 'About', text: nameOr(filter.record, names, 'record'), href: without('record') })
  if (filter.event)
    tags.push({ category: 'What', text: eventName(words, filter.event), href: without('event') })
  if (filter.from)
    tags.push({ category: 'From', text: day(filter.from), href: without(...dayFields('from')) })
  if (filter.to) tags.push({ category: 'To', text: day(filter.to), href: without(...dayFields('to')) })
  return tags
}

/** The address's query with some of its fields changed; undefined takes one away. */
function search(values: RawForm, changed: Readonly<Record<string, string | undefined>>): string {
  const all = Object.entries({ ...values, ...changed }).flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [[name, value] as [string, string]] : [],
  )
  return all.length === 0 ? '' : `?${new URLSearchParams(all).toString()}`
}
