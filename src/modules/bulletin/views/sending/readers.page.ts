import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { day, moment } from '#platform/views/format.ts'
import { pagesFor } from '#platform/views/pages.ts'
import type { Page } from '#platform/views/render.ts'
import {
  readersPageSize,
  type FoundReader,
  type OutsideReader,
  type Returned,
  type Suppressed,
} from '../../queries/sending/readers.ts'
import { liftRefusal, reasonWords } from '../../rules/sending/suppression.ts'
import type { SuppressionReason } from '../../tables-sending.ts'
import { formState } from '../form-state.ts'

export type ReadersShown =
  | { readonly show: 'outside'; readonly total: number; readonly rows: readonly OutsideReader[] }
  | {
      readonly show: 'barred'
      readonly reason: SuppressionReason | null
      readonly total: number
      readonly rows: readonly Suppressed[]
    }
  | { readonly show: 'returned'; readonly total: number; readonly rows: readonly Returned[] }

const section = 'Readers'

const tabs = (current: ReadersShown['show']) =>
  (
    [
      ['outside', 'Outside readers'],
      ['barred', 'Must not be written to'],
      ['returned', 'Mail that came back'],
    ] as const
  ).map(([show, text]) => ({ text, href: `/readers?show=${show}`, current: show === current }))

/** Readers of the bulletin who are no matter of the network: those from outside, those who said no, and what came back. */
export function readersPage(
  shown: ReadersShown,
  page: number,
  errors: readonly FieldError[] = [],
  form: RawForm = {},
): Page {
  const reason = shown.show === 'barred' && shown.reason ? `&reason=${shown.reason}` : ''
  return {
    template: 'bulletin/sending/readers.njk',
    title: 'Readers',
    section,
    errors,
    data: {
      show: shown.show,
      total: shown.total,
      tabs: tabs(shown.show),
      pages: pagesFor({
        page,
        pageSize: readersPageSize,
        total: shown.total,
        hrefOf: (number) => `/readers?show=${shown.show}${reason}&page=${number}`,
      }),
      table: tableOf(shown),
      reasons: [
        {
          text: 'All reasons',
          href: '/readers?show=barred',
          current: shown.show === 'barred' && shown.reason === null,
        },
        ...Object.entries(reasonWords).map(([value, text]) => ({
          text,
          href: `/readers?show=barred&reason=${value}`,
          current: shown.show === 'barred' && shown.reason === value,
        })),
      ],
      form: formState({ note: '', ...form }, errors),
    },
  }
}

function tableOf(shown: ReadersShown) {
  switch (shown.show) {
    case 'outside':
      return {
        caption: 'Outside readers',
        columns: [{ text: 'Address' }, { text: 'Since' }],
        rows: shown.rows.map((row) => ({ cells: [{ text: row.address }, { text: day(row.since) }] })),
      }
    case 'barred':
      return {
        caption: 'Mailboxes that must not be written to',
        columns: [{ text: 'Address' }, { text: 'Why' }, { text: 'Since' }, { text: 'Reset', hidden: true }],
        rows: shown.rows.map((row) => ({
          cells: [
            { text: row.address },
            {
              text:
                row.covers === 'bulletin'
                  ? 'Said no to the bulletin, wants the blog'
                  : reasonWords[row.reason],
              note: row.note,
            },
            { text: day(row.addedAt) },
            liftRefusal(row.reason) === null
              ? { text: 'Reset', href: `/readers/barred/${row.id}` }
              : { text: '', otherwise: row.reason === 'complaint' ? 'For good' : 'Only the reader can' },
          ],
        })),
      }
    case 'returned':
      return {
        caption: 'Mail that came back',
        columns: [
          { text: 'Address' },
          { text: 'What the mail server said' },
          { text: 'Edition' },
          { text: 'When' },
        ],
        rows: shown.rows.map((row) => ({
          cells: [
            { text: row.address },
            {
              tag: {
                tone: row.setAside ? 'neutral' : row.kind === 'temporary' ? 'due' : 'late',
                text: row.setAside
                  ? 'Reset since'
                  : { permanent: 'For good', temporary: 'For now', complaint: 'Complaint' }[row.kind],
              },
              note: [row.status, row.words].filter(Boolean).join(' '),
            },
            { text: row.title ?? '', otherwise: 'Not known' },
            { text: moment(row.readAt) },
          ],
        })),
      }
  }
}

/** What is known of one address, for somebody who rings about it. */
export const foundReaderPage = (typed: string, found: FoundReader | null): Page => ({
  template: 'bulletin/sending/found-reader.njk',
  title: 'What is known of an address',
  section,
  back: { href: '/readers', text: 'Readers' },
  data: {
    typed,
    found: found !== null,
    rows:
      found === null
        ? []
        : [
            { label: 'Address', text: found.address },
            {
              label: 'Outside reader',
              text: found.outsideSince ? `Since ${day(found.outsideSince)}` : 'No',
            },
            { label: 'Posts of the blog', text: found.blogSince ? `Since ${day(found.blogSince)}` : 'No' },
            { label: 'Mails that came back', text: String(found.returned) },
          ],
    bars: (found?.bars ?? []).map((one) => ({
      cells: [
        { text: reasonWords[one.reason], note: one.note },
        { text: day(one.addedAt) },
        one.liftedAt
          ? { text: `Lifted on ${day(one.liftedAt)}`, note: one.liftedBecause ?? '' }
          : liftRefusal(one.reason) === null
            ? { text: 'In force: reset it', href: `/readers/barred/${one.id}` }
            : {
                text: 'In force',
                note: one.reason === 'complaint' ? 'For good' : 'Only the reader can take it back',
              },
      ],
    })),
  },
})

/** Taking an address off the list asks for the reason, which is kept. */
export const liftPage = (
  found: Suppressed,
  errors: readonly FieldError[] = [],
  form: RawForm = {},
): Page => ({
  template: 'bulletin/sending/lift.njk',
  title: 'Reset an address',
  section,
  back: { href: '/readers?show=barred', text: 'Must not be written to' },
  errors,
  data: {
    id: found.id,
    rows: [
      { label: 'Address', text: found.address },
      { label: 'Why it is barred', text: [reasonWords[found.reason], found.note].filter(Boolean).join('. ') },
      { label: 'Since', text: day(found.addedAt) },
    ],
    refusal: liftRefusal(found.reason),
    form: formState(form, errors),
  },
})
