import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decideAfter, failedStates, reachedStates, settledStates } from './delivery-state.ts'
import { fewest, nothingOf, totalOf, withoutSmallKinds, type FigureRow } from './figures.ts'
import {
  everyoneTried,
  nothingWaits,
  sendingAfter,
  type SendingState,
  type SendingStep,
} from './sending-state.ts'
import { barsNow, liftRefusal, maskedAddress } from './suppression.ts'
import { readTime } from './time-of-day.ts'

const outcome = fc.oneof(
  fc.constant({ kind: 'accepted' } as const),
  fc.record({ kind: fc.constant('refused' as const), code: fc.integer({ min: 500, max: 599 }) }),
  fc.record({ kind: fc.constant('later' as const), about: fc.constantFrom('server', 'mail') }),
  fc.constant({ kind: 'in_doubt' } as const),
  fc.constant({ kind: 'unsent' } as const),
)

test('whatever a mail server answers, a mail goes back to be sent only where it was certainly not taken', () => {
  fc.assert(
    fc.property(outcome, fc.nat(50), fc.integer({ min: 0, max: 200 }), (one, tries, hours) => {
      const { state, counts } = decideAfter(one, tries, hours)
      if (state === 'queued' || state === 'later') assert.ok(one.kind === 'unsent' || one.kind === 'later')
      if (one.kind === 'in_doubt') assert.equal(state, 'in_doubt', 'a person decides')
      if (one.kind === 'unsent') assert.equal(counts, false)
      if (one.kind === 'later' && one.about === 'server')
        assert.deepEqual([state, counts], ['later', false], 'no address suffers for the server')
    }),
  )
})

test('pauses between tries never grow shorter, and two days of "not now" are a no', () => {
  const pauses: number[] = []
  let hours = 0
  for (let tries = 0; tries < 100; tries += 1) {
    const { state, pauseMinutes } = decideAfter({ kind: 'later', about: 'mail' }, tries, hours)
    if (state === 'refused') break
    pauses.push(pauseMinutes ?? 0)
    hours += (pauseMinutes ?? 0) / 60
  }
  assert.deepEqual(
    pauses,
    pauses.toSorted((a, b) => a - b),
  )
  assert.ok(pauses.length >= 6 && hours <= 48, `${pauses.length} tries in ${hours} hours`)
})

test('nobody is both reached and sent to again as a failure, and both are settled', () => {
  for (const state of failedStates) assert.ok(!reachedStates.includes(state), state)
  for (const state of [...failedStates, ...reachedStates]) assert.ok(settledStates.includes(state), state)
})

test('what is stopped or done takes no further step, and only what is paused goes on', () => {
  const states: SendingState[] = ['preparing', 'running', 'paused', 'stopped', 'done']
  const steps: SendingStep[] = ['pause', 'go_on', 'stop']
  const possible = states.flatMap((state) =>
    steps.flatMap((step) => {
      const after = sendingAfter(state, step)
      return after ? [`${state} ${step} ${after}`] : []
    }),
  )
  assert.deepEqual(possible, [
    'running pause paused',
    'running stop stopped',
    'paused go_on running',
    'paused stop stopped',
  ])
})

test('an edition counts as sent once everybody was tried; the sending is done once nobody waits', () => {
  assert.equal(everyoneTried({ sent: 3, later: 1 }), true)
  assert.equal(nothingWaits({ sent: 3, later: 1 }), false)
  for (const state of ['queued', 'claimed'])
    for (const over of [everyoneTried, nothingWaits])
      assert.equal(over({ sent: 3, [state]: 1 }), false, state)
  assert.equal(nothingWaits({ sent: 3, refused: 1, in_doubt: 2, suppressed: 1, left_out: 4 }), true)
})

const figureRow = fc
  .record({ readers: fc.nat(40), sent: fc.nat(40), unsubscribed: fc.nat(3) })
  .map((numbers): FigureRow => ({ ...nothingOf('kind', 'Kind'), ...numbers }))

test('joining small kinds changes no sum and leaves no line by which a person could be told', () => {
  fc.assert(
    fc.property(fc.array(figureRow, { maxLength: 14 }), (rows) => {
      const shown = withoutSmallKinds(rows)
      const before = rows.filter((row) => row.readers > 0)
      assert.deepEqual(totalOf(shown), totalOf(before))
      // With fewer readers than that in all there is one line, which is the total.
      if (totalOf(before).readers >= fewest) for (const row of shown) assert.ok(row.readers >= fewest)
      else assert.ok(shown.length <= 1)
    }),
  )
})

test('mail that comes back for good bars at once, for a passing reason at the third different mail', () => {
  assert.equal(barsNow('permanent', 0), true)
  assert.deepEqual(
    [1, 2, 3, 4].map((mails) => barsNow('temporary', mails)),
    [false, false, true, true],
  )
})

test('an officer resets what mail servers and officers said, and never what a reader said', () => {
  assert.equal(liftRefusal('bounced'), null)
  assert.equal(liftRefusal('by_hand'), null)
  assert.match(liftRefusal('unsubscribed') ?? '', /the reader said no/i)
  assert.match(liftRefusal('complaint') ?? '', /complained/)
})

test('a masked address shows at most two letters of the name before the @', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9.]{1,30}$/), (local) => {
      const masked = maskedAddress(`${local}@school.example`)
      assert.ok(masked.endsWith('@school.example'))
      const shown = masked.slice(0, masked.lastIndexOf('@')).replace('…', '')
      assert.ok(shown.length <= 2 && (local.length > 2 || shown === ''), masked)
    }),
  )
})

test('times are read as people write them', () => {
  const read = (text: string) => {
    const time = readTime(text)
    return time && `${time.hour}:${time.minute}`
  }
  assert.deepEqual(
    ['9am', '9.30 am', '12am', '12pm', '12.15pm', '14:05', '0:00', 'Midday', '23.59'].map(read),
    ['9:0', '9:30', '0:0', '12:0', '12:15', '14:5', '0:0', '12:0', '23:59'],
  )
  for (const wrong of ['', '9', '24:00', '13pm', '0am', '9:60', '9.3am', 'soon', '-1:00'])
    assert.equal(read(wrong), null, wrong)
})
