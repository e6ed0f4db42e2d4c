export type SendingKind = 'all' | 'failures' | 'correction' | 'test' | 'post'
export type SendingState = 'preparing' | 'running' | 'paused' | 'stopped' | 'done'
export type SendingStep = 'pause' | 'go_on' | 'stop'

const steps: Readonly<Record<SendingStep, Partial<Record<SendingState, SendingState>>>> = {
  pause: { running: 'paused' },
  go_on: { paused: 'running' },
  stop: { running: 'stopped', paused: 'stopped' },
}

/** The state after a person's step, or null where it cannot be taken. Stopping is for good. */
export const sendingAfter = (state: SendingState, step: SendingStep): SendingState | null =>
  steps[step][state] ?? null

const refusals: Readonly<Record<SendingState, string>> = {
  preparing: 'The list of readers is still being made. Try again in a moment.',
  running: 'This is being sent already.',
  paused: 'This is paused already.',
  stopped: 'This was stopped for good. Send to those who did not get it instead.',
  done: 'This has been sent. There is nothing left to do.',
}

export const sendingRefusal = (state: SendingState): string => refusals[state]

export type Tally = Readonly<Record<string, number>>

const of = (tally: Tally, ...states: readonly string[]): number =>
  states.reduce((sum, state) => sum + (tally[state] ?? 0), 0)

/** Every reader was tried at least once: the edition counts as sent, though some are tried again for two days. */
export const everyoneTried = (tally: Tally): boolean => of(tally, 'queued', 'claimed') === 0

/** Nothing of it waits any more. */
export const nothingWaits = (tally: Tally): boolean => of(tally, 'queued', 'claimed', 'later') === 0
