import { stringify } from 'csv-stringify/sync'
import { z } from 'zod'
import { bytes, show } from '#platform/http/answers.ts'
import { id } from '#platform/http/forms.ts'
import { get } from '#platform/http/route.ts'
import { sendingEvents, sendingPermissions } from '../../declarations-sending.ts'
import { findEdition } from '../../queries/edition.ts'
import { listSent } from '../../queries/sending/list-sent.ts'
import { figuresOf } from '../../queries/sending/figures.ts'
import { figureColumns, figuresPage } from '../../views/sending/figures.page.ts'
import { sentPage } from '../../views/sending/sent.page.ts'

const params = z.object({ editionId: id() })

export const figureRoutes = [
  get({
    url: '/figures',
    allow: sendingPermissions.figures,
    audit: sendingEvents.sent_viewed,
    query: z.object({ page: z.coerce.number().int().min(1).max(1000).default(1) }),
    show: async ({ tx, query: { page } }) => show(sentPage(await listSent(tx, page), page)),
  }),

  get({
    url: '/editions/:editionId/figures',
    allow: sendingPermissions.figures,
    audit: sendingEvents.figures_viewed,
    params,
    tells: ({ params: { editionId } }) => ({ edition: editionId }),
    show: async ({ tx, params: { editionId } }) => {
      const edition = await findEdition(tx, editionId)
      return edition ? show(figuresPage(edition, await figuresOf(tx, editionId))) : null
    },
  }),

  get({
    url: '/editions/:editionId/figures.csv',
    allow: sendingPermissions.figures,
    audit: sendingEvents.figures_exported,
    params,
    tells: ({ params: { editionId } }, answer) => ({
      edition: editionId,
      rows:
        answer.kind === 'bytes' && typeof answer.body === 'string' ? answer.body.split('\r\n').length - 2 : 0,
    }),
    show: async ({ tx, params: { editionId } }) => {
      const edition = await findEdition(tx, editionId)
      if (!edition) return null
      const { rows, total, views } = await figuresOf(tx, editionId)
      const cells = [
        [...figureColumns.map((column) => column.text), 'Web views'],
        ...rows.map((row) => [...figureColumns.map((column) => row[column.key]), '']),
        [...figureColumns.map((column) => total[column.key]), views],
      ]
      const text = stringify(cells, { record_delimiter: 'windows', escape_formulas: true, bom: true })
      return bytes('text/csv; charset=utf-8', text, { filename: `figures-${edition.slug ?? edition.id}.csv` })
    },
  }),
]
