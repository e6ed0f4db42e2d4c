import { share } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { EditionRow } from '../../actions/load-edition.ts'
import type { EditionFigures } from '../../queries/sending/figures.ts'
import { fewest, type FigureRow } from '../../rules/sending/figures.ts'

export const figureColumns = [
  { key: 'name', text: 'Kind of organisation' },
  { key: 'readers', text: 'Readers' },
  { key: 'sent', text: 'Taken' },
  { key: 'refused', text: 'Refused' },
  { key: 'bounced', text: 'Came back' },
  { key: 'inDoubt', text: 'In doubt' },
  { key: 'barred', text: 'Not written to' },
  { key: 'unsubscribed', text: 'Said no' },
] as const satisfies readonly { key: keyof FigureRow; text: string }[]

/** What became of an edition, by kind of organisation and never by person. */
export const figuresPage = (edition: EditionRow, { rows, total, views }: EditionFigures): Page => ({
  template: 'bulletin/sending/figures.njk',
  title: `Figures of ${edition.title}`,
  section: 'Figures',
  back: { href: '/figures', text: 'Figures' },
  data: {
    id: edition.id,
    fewest,
    cells: [
      {
        number: total.sent,
        label: 'Taken by mail servers',
        note: `of ${total.readers.toLocaleString('en-GB')}`,
      },
      { number: total.refused + total.bounced, label: 'Refused or came back' },
      { number: total.unsubscribed, label: 'Said no' },
      { number: views, label: 'Web views', note: 'counted without cookies' },
    ],
    says:
      total.readers === 0
        ? null
        : `Mail servers took ${share(total.sent, total.readers)} of the mails${
            rows[0] ? `; the largest group of readers is ${rows[0].name}` : ''
          }.`,
    bars: rows.map((row) => ({
      name: row.name,
      sent: row.sent,
      readers: row.readers,
      share: share(row.sent, row.readers),
    })),
    columns: figureColumns.map((column, at) => ({ text: column.text, numeric: at > 0 })),
    rows: [...rows, total].map((row, at) => ({
      cells: figureColumns.map((column) =>
        column.key === 'name' ? { text: row.name } : { number: row[column.key] },
      ),
      current: at === rows.length,
    })),
  },
})
