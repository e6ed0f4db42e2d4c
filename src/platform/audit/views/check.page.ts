import { count, moment, plural } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { Check, CheckResult } from '../checks.ts'
import { verdict } from './checks.page.ts'
import { nameOr } from './who-did.ts'

/** Findings that are written out; the command `audit verify` prints them all. */
const mostShown = 100

/** How often a page without script is loaded again while the check runs. */
const refreshSeconds = 5

export function checkPage(check: Check, names: ReadonlyMap<string, string>): Page {
  const { result } = check
  return {
    template: 'audit/check.njk',
    title: result
      ? result.intact
        ? 'The audit is as it was written'
        : 'The audit was changed'
      : 'The audit is being checked',
    section: 'Audit',
    back: { href: '/audit/verify', text: 'Check the audit' },
    ...(result ? {} : { refreshSeconds }),
    data: {
      href: `/audit/verifications/${check.id}`,
      waiting: result === null && check.total === null,
      running: result === null,
      done: check.checked,
      total: check.total ?? 0,
      verdict: verdict(check),
      asked: `Asked for by ${nameOr(check.askedBy, names, 'person')}, ${moment(check.askedAt)}`,
      findings: result ? result.findings.slice(0, mostShown).map((finding) => finding.says) : [],
      moreFindings: result && result.findings.length > mostShown,
      rows: result ? resultRows(check, result) : [],
    },
  }
}

const resultRows = (check: Check, result: CheckResult) => [
  { label: 'Checked', text: `${plural(result.lines, 'line')} under ${plural(result.seals, 'seal')}` },
  { label: 'Finished', text: check.finishedAt ? moment(check.finishedAt) : 'Not yet' },
  {
    label: 'Not sealed yet',
    text:
      result.unsealed.count === 0
        ? 'None'
        : `${plural(result.unsealed.count, 'line')}${result.unsealed.oldestAt ? `, the oldest of ${moment(result.unsealed.oldestAt)}` : ''}`,
  },
  {
    label: 'Newest seal',
    text: result.newest
      ? `Number ${count(result.newest.number)}, made ${moment(result.newest.sealedAt)}`
      : 'None',
  },
  ...(result.newest
    ? [{ label: 'Its text', html: `<span class="hf-reference">${result.newest.seal}</span>` }]
    : []),
  ...result.continued.map((one) => ({
    label: 'A copy was put back',
    text: `${moment(one.at)}: it ended at seal ${count(one.after)}, and ${plural(one.lost, 'later seal')} went with what followed.`,
  })),
]
