/** How far an edition has come. */
export type EditionState =
  | 'draft'
  | 'in_approval'
  | 'approved'
  | 'scheduled'
  | 'sending'
  | 'sent'
  | 'cancelled'

/** What can happen to an edition as a whole. `change` is any change of its words, order, pictures or readers. */
export type EditionStep =
  | 'change'
  | 'ask'
  | 'approve'
  | 'reject'
  | 'withdraw'
  | 'schedule'
  | 'unschedule'
  | 'send'
  | 'finish'
  | 'cancel'

/**
 * Where each step leads from each state. What is not here is refused. A change takes an edition back to draft, whatever had
 * been approved: approval is of these exact words. What is sent or being sent is never changed; a correction is a new edition.
 */
const steps: Readonly<Record<EditionStep, Partial<Record<EditionState, EditionState>>>> = {
  change: { draft: 'draft', in_approval: 'draft', approved: 'draft' },
  ask: { draft: 'in_approval' },
  approve: { in_approval: 'approved' },
  reject: { in_approval: 'draft' },
  withdraw: { in_approval: 'draft', approved: 'draft' },
  schedule: { approved: 'scheduled', scheduled: 'scheduled' },
  unschedule: { scheduled: 'approved' },
  send: { approved: 'sending', scheduled: 'sending' },
  finish: { sending: 'sent' },
  cancel: { draft: 'cancelled', in_approval: 'cancelled', approved: 'cancelled', scheduled: 'cancelled' },
}

/** The state after a step, or null where the step cannot be taken. */
export const stateAfter = (state: EditionState, step: EditionStep): EditionState | null =>
  steps[step][state] ?? null

const names: Readonly<Record<EditionState, string>> = {
  draft: 'being written',
  in_approval: 'waiting for approval',
  approved: 'approved',
  scheduled: 'scheduled',
  sending: 'being sent',
  sent: 'sent',
  cancelled: 'cancelled',
}

/** Why a step cannot be taken, as a sentence that says what can be done instead. */
export function stepRefusal(state: EditionState, step: EditionStep): string {
  if (step === 'change' && state === 'scheduled')
    return 'This edition is scheduled. Take it off the schedule first, then change it and ask for approval again.'
  if (step === 'change' && (state === 'sending' || state === 'sent'))
    return 'This edition has gone out and stays as it was sent. Make a correction instead.'
  if (step === 'change') return 'This edition was cancelled. Make a new one.'
  if (step === 'approve' || step === 'reject')
    return `This edition is ${names[state]} now, so there is nothing to decide. Open it again to see what happened.`
  return `This edition is ${names[state]} now. Open it again to see what can be done.`
}
