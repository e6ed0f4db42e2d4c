import { z } from 'zod'
import { bytes, show } from '#platform/http/answers.ts'
import { id } from '#platform/http/forms.ts'
import { get, type RoutePlatform } from '#platform/http/route.ts'
import type { Tx } from '#platform/db/tx.ts'
import { events, permissions } from '../declarations.ts'
import { inTheDark, mailPolicy, previewMail } from '../mail/preview.ts'
import { findApproval } from '../queries/approval.ts'
import { findEdition } from '../queries/edition.ts'
import { editionContent } from '../queries/freeze.ts'
import { maySeeApprovals } from '../queries/may-decide.ts'
import type { EditionContent } from '../rules/content.ts'
import { previewForms, previewPage, type PreviewForm } from '../views/preview.page.ts'
import { editionParams } from './editions.ts'

const forms = Object.keys(previewForms) as [PreviewForm, ...PreviewForm[]]
const form = z.enum(forms)
const light = z.enum(['light', 'dark'])

/** An edition as it is being written, put together as it would be frozen now. */
async function writtenContent(
  tx: Tx,
  editionId: string,
  platform: RoutePlatform,
  now: Temporal.Instant,
): Promise<EditionContent | null> {
  const edition = await findEdition(tx, editionId)
  return edition ? editionContent(tx, edition, edition.slug ?? 'not-yet', platform.blocks, now) : null
}

async function page(
  content: EditionContent,
  base: string,
  wanted: PreviewForm,
  back: { href: string; text: string },
  platform: RoutePlatform,
) {
  const needsMail = wanted !== 'web' && wanted !== 'print'
  const mail = needsMail ? await previewMail(content, platform.partnership) : null
  return show(
    previewPage(content, {
      base,
      form: wanted,
      text: wanted === 'text' ? (mail?.text ?? null) : null,
      problem: mail?.problem ?? null,
      size: mail?.bytes ?? null,
      back,
    }),
  )
}

async function document(content: EditionContent, how: 'light' | 'dark', platform: RoutePlatform) {
  const { html } = await previewMail(content, platform.partnership)
  return bytes('text/html; charset=utf-8', how === 'dark' ? inTheDark(html) : html, { headers: mailPolicy })
}

const editionPreviewRoute = get({
  url: '/editions/:editionId/preview/:form',
  allow: permissions.write,
  audit: events.edition_previewed,
  params: editionParams.extend({ form }),
  tells: ({ params }) => ({ edition: params.editionId, form: params.form }),
  show: async ({ tx, params, platform, now }) => {
    const content = await writtenContent(tx, params.editionId, platform, now)
    const base = `/editions/${params.editionId}`
    return content && page(content, base, params.form, { href: base, text: content.title }, platform)
  },
})

const editionMailRoute = get({
  url: '/editions/:editionId/mail/:light',
  allow: permissions.write,
  audit: events.edition_previewed,
  params: editionParams.extend({ light }),
  tells: ({ params }) => ({ edition: params.editionId, form: params.light }),
  show: async ({ tx, params, platform, now }) => {
    const content = await writtenContent(tx, params.editionId, platform, now)
    return content && document(content, params.light, platform)
  },
})

const approvalParams = z.object({ approvalId: id() })

const approvalPreviewRoute = get({
  url: '/approvals/:approvalId/preview/:form',
  allow: 'signed-in',
  audit: events.approval_previewed,
  params: approvalParams.extend({ form }),
  tells: ({ params }) => ({ approval: params.approvalId, form: params.form }),
  show: async ({ tx, actor, params, platform, now }) => {
    if (!(await maySeeApprovals(tx, actor, now))) return null
    const view = await findApproval(tx, actor, params.approvalId, now)
    if (view?.content.kind !== 'edition') return null
    const base = `/approvals/${params.approvalId}`
    return page(view.content, base, params.form, { href: base, text: 'The decision' }, platform)
  },
})

const approvalMailRoute = get({
  url: '/approvals/:approvalId/mail/:light',
  allow: 'signed-in',
  audit: events.approval_previewed,
  params: approvalParams.extend({ light }),
  tells: ({ params }) => ({ approval: params.approvalId, form: params.light }),
  show: async ({ tx, actor, params, platform, now }) => {
    if (!(await maySeeApprovals(tx, actor, now))) return null
    const view = await findApproval(tx, actor, params.approvalId, now)
    return view?.content.kind === 'edition' ? document(view.content, params.light, platform) : null
  },
})

export const previewRoutes = [editionPreviewRoute, editionMailRoute, approvalPreviewRoute, approvalMailRoute]
