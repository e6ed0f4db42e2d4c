import { z } from 'zod'
import { goTo, show } from '#platform/http/answers.ts'
import { id } from '#platform/http/forms.ts'
import { get, post } from '#platform/http/route.ts'
import type { DeclaredRoute } from '#platform/http/route.ts'
import { askCheck, findCheck, listChecks } from '../checks.ts'
import { auditEvents, permissions } from '../events.ts'
import { checkJob } from '../jobs.ts'
import { checkPage } from '../views/check.page.ts'
import { checksPage } from '../views/checks.page.ts'
import type { NamesOf } from './audit.ts'

/** Checks kept on one page; older ones stand in the audit itself. */
const mostListed = 25

export const checkRoutes = (namesOf: NamesOf): readonly DeclaredRoute[] => [
  get({
    url: '/audit/verify',
    allow: permissions.read,
    audit: auditEvents.checks_seen,
    show: async ({ tx, now }) => {
      const checks = await listChecks(tx, mostListed)
      const names = await namesOf(
        tx,
        checks.map((check) => check.askedBy),
        now,
      )
      return show(checksPage(checks, names))
    },
    tells: (_, answer) => ({
      shown: answer.kind === 'page' && 'shown' in answer.page.data ? Number(answer.page.data.shown) : 0,
    }),
  }),
  post({
    url: '/audit/verifications',
    allow: permissions.read,
    audit: auditEvents.check_asked,
    limit: { max: 10, perSeconds: 600, by: 'person' },
    body: z.object({}),
    act: ({ tx, actor, now }) => askCheck(tx, actor, checkJob, now),
    leadsTo: (check) => goTo(`/audit/verifications/${check}`),
  }),
  get({
    url: '/audit/verifications/:checkId',
    allow: permissions.read,
    audit: auditEvents.check_seen,
    params: z.object({ checkId: id() }),
    show: async ({ tx, params, now }) => {
      const check = await findCheck(tx, params.checkId)
      if (!check) return null
      return show(checkPage(check, await namesOf(tx, [check.askedBy], now)))
    },
    tells: ({ params }) => ({ check: params.checkId }),
  }),
]
