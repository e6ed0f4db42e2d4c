import type { RawForm } from '#platform/http/forms.ts'
import type { Page } from '#platform/views/render.ts'
import { checks } from '../recovery/decide-loss.ts'
import type { ListedLoss } from '../recovery/list-losses.ts'

const outcome = {
  asked: 'Waits for a decision',
  approved: 'May set up sign-in again',
  refused: 'Not agreed to',
} as const

export const deviceLossesPage = (given: {
  losses: readonly ListedLoss[]
  mayAsk: boolean
  form: RawForm
}): Page => ({
  template: 'auth/device-losses.njk',
  title: 'Lost devices',
  section: 'Sign-in',
  data: {
    mayAsk: given.mayAsk,
    email: typeof given.form['email'] === 'string' ? given.form['email'] : '',
    losses: given.losses.map((loss) => ({
      id: loss.id,
      person: loss.person,
      askedBy: loss.askedBy,
      askedAt: loss.askedAt,
      outcome: outcome[loss.state],
      checked: loss.checkedHow ? checks[loss.checkedHow] : null,
      decidedAt: loss.decidedAt,
      decide: loss.mayDecide ? `/device-losses/${loss.id}/decision` : null,
      choices: [
        ...Object.entries(checks).map(([value, text]) => ({ value, text })),
        { divider: 'or' },
        { value: 'refuse', text: 'I could not make sure, or do not agree' },
      ],
    })),
  },
})
