import { z } from 'zod'
import type { Tx } from '#platform/db/tx.ts'
import { goToSaying, show, type Answer } from '#platform/http/answers.ts'
import { id, line, type RawForm } from '#platform/http/forms.ts'
import { get, post, type DeclaredRoute } from '#platform/http/route.ts'
import { holds, type Actor } from '../actor.ts'
import { authPermissions } from '../declarations.ts'
import type { Desk } from '../desk.ts'
import { authEvents } from '../events.ts'
import { askAfterLoss } from '../recovery/ask-after-loss.ts'
import { isCheck } from '../recovery/decide-loss.ts'
import { decideDeviceLoss, type LossDecision } from '../recovery/decide-device-loss.ts'
import { listLosses } from '../recovery/list-losses.ts'
import { deviceLossesPage } from '../views/device-loss.page.ts'
import { asPerson } from './as-person.ts'

const askForm = z.object({ email: line('Enter the work mail address of whoever lost their device', 254) })

const decideForm = z
  .object({ decision: z.string().optional() })
  .transform(({ decision = '' }, context): LossDecision => {
    if (decision === 'refuse') return { approve: false }
    if (isCheck(decision)) return { approve: true, checkedHow: decision }
    context.addIssue({
      code: 'custom',
      path: ['decision'],
      message: 'Say how you made sure who it is, or that you do not agree',
    })
    return z.NEVER
  })

export function deviceLossRoutes(desk: Desk): readonly DeclaredRoute[] {
  const page = async (tx: Tx, actor: Actor, now: Temporal.Instant, form: RawForm = {}): Promise<Answer> => {
    const mayDecide = holds(actor, 'officer') || holds(actor, 'administrator')
    const losses = await listLosses(tx, desk.directory, asPerson(actor), mayDecide, now)
    return show(deviceLossesPage({ losses, mayAsk: holds(actor, 'coordinator'), form }))
  }
  return [
    get({
      url: '/device-losses',
      allow: authPermissions.see_device_losses,
      audit: authEvents.device_losses_seen,
      tells: (_context, answer) => ({ losses: lossesOn(answer) }),
      show: ({ tx, actor, now }) => page(tx, actor, now),
    }),

    post({
      url: '/device-losses',
      allow: authPermissions.ask_after_device_loss,
      audit: authEvents.device_loss_asked,
      body: askForm,
      act: ({ tx, actor, input, now }) => askAfterLoss(tx, desk.directory, asPerson(actor), input, now),
      leadsTo: () =>
        goToSaying(
          '/device-losses',
          'The partnership office has been asked. They speak to the person before anything changes.',
        ),
      again: ({ tx, actor, form, now }) => page(tx, actor, now, form),
    }),

    post({
      url: '/device-losses/:id/decision',
      allow: authPermissions.decide_device_loss,
      audit: authEvents.device_loss_decided,
      strong: true,
      params: z.object({ id: id() }),
      body: decideForm,
      act: async ({ tx, actor, params, input, now }) => {
        await decideDeviceLoss(tx, asPerson(actor), params.id, input, now)
        return input
      },
      leadsTo: ({ approve }) =>
        goToSaying(
          '/device-losses',
          approve
            ? 'Everything the person signed in with has ended. They have been told how to set it up again.'
            : 'Nothing has changed. The person has been told.',
        ),
      again: ({ tx, actor, form, now }) => page(tx, actor, now, form),
    }),
  ]
}

const lossesOn = (answer: Answer): string[] =>
  answer.kind === 'page'
    ? (answer.page.data as { losses: readonly { id: string }[] }).losses.map((loss) => loss.id)
    : []
