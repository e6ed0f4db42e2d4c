import { moment } from '#platform/views/format.ts'
import { sayEvent } from '../event-words.ts'
import type { EventWords } from '../event-words.ts'
import type { Line } from '../list-lines.ts'
import { signInWords, whoDid } from './who-did.ts'

export type ExportRow = Record<string, string | number>

/** The lines as a spreadsheet has them: what the page shows, and beside it the ids and codes it was made from. */
export const exportRows = (
  lines: readonly Line[],
  names: ReadonlyMap<string, string>,
  words: EventWords,
): ExportRow[] =>
  lines.map((line) => ({
    number: line.id,
    when: moment(line.at),
    who: whoDid(line, names),
    person: line.person_id ?? '',
    roles: line.roles.join(' '),
    'sign-in': line.strength ? signInWords[line.strength] : '',
    what: sayEvent(words, line.event, line.fields),
    event: line.event,
    records: line.about_ids.map((id, place) => `${line.about_kinds[place] ?? ''}:${id}`).join(' '),
    fields: JSON.stringify(line.fields),
  }))
