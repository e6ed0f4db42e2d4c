import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedFields } from './changed.ts'
import { confirmationState, reminderStage } from './confirmation.ts'
import { inPost } from './in-post.ts'
import { readEmail } from './import/email.ts'
import { keyOf } from './key-of.ts'
import { londonDay } from './london-day.ts'
import { moveProblem } from './moving.ts'
import { anywhere, searchWords } from './search-words.ts'
import { expiryProblem } from './token.ts'

const day = (text: string) => Temporal.PlainDate.from(text)

test('just after midnight in summer it is already the next day in England', () => {
  assert.equal(londonDay(Temporal.Instant.from('2026-06-30T23:30:00Z')).toString(), '2026-07-01')
})

test('a post is in force from its first to its last day, both counted', () => {
  const post = { from: day('2026-04-01'), to: day('2026-04-30') }
  assert.deepEqual(
    ['2026-03-31', '2026-04-01', '2026-04-30', '2026-05-01'].map((one) => inPost(post, day(one))),
    ['future', 'present', 'present', 'past'],
  )
})

test('a list is due a year after it was confirmed, and thirty days after an organisation came', () => {
  const state = (confirmedOn: string | null, today: string) =>
    confirmationState(
      { beganOn: day('2024-01-01'), confirmedOn: confirmedOn ? day(confirmedOn) : null },
      day(today),
    )
  assert.equal(state('2025-04-16', '2026-03-16').standing, 'fresh')
  assert.equal(state('2025-04-16', '2026-03-17').standing, 'soon')
  assert.equal(state('2025-04-16', '2026-04-16').standing, 'due')
  assert.equal(state('2025-04-16', '2026-04-17').standing, 'late')
  assert.equal(state(null, '2024-02-01').standing, 'late')
  assert.equal(state('2024-02-29', '2024-03-01').dueOn.toString(), '2025-02-28')
  assert.equal(reminderStage(state('2025-04-16', '2025-06-01')), null)
})

test('the two posts of a mover follow each other in two organisations', () => {
  const move = {
    post: { from: day('2025-01-01'), to: null },
    fromOrganisation: 'a',
    toOrganisation: 'b',
    lastOn: day('2026-04-30'),
    startsOn: day('2026-05-01'),
  }
  assert.equal(moveProblem(move), null)
  assert.equal(moveProblem({ ...move, toOrganisation: 'a' }), 'same_organisation')
  assert.equal(moveProblem({ ...move, lastOn: day('2024-12-31') }), 'before_it_began')
  assert.equal(moveProblem({ ...move, startsOn: day('2026-04-30') }), 'starts_before_it_ends')
})

test('a name becomes a key without accents, signs or a digit in front', () => {
  assert.equal(keyOf('Ysgol Gymraeg, Dŵr-y-Felin', '-'), 'ysgol-gymraeg-dwr-y-felin')
  assert.equal(keyOf('2nd tier & council', '_'), 'nd_tier_council')
  assert.equal(keyOf('中文', '-'), '')
  assert.equal(keyOf(`${'a'.repeat(59)} b`, '-'), 'a'.repeat(59))
})

test('the signs of a pattern in a search stand for themselves', () => {
  assert.deepEqual(searchWords('  50%  of_us '), ['50%', 'of_us'])
  assert.equal(anywhere('50%'), '%50\\%%')
  assert.equal(searchWords('a b c d e f g h').length, 6)
})

test('a token lasts a year at most', () => {
  const today = day('2026-04-16')
  assert.equal(expiryProblem(today, today), null)
  assert.equal(expiryProblem(today.subtract({ days: 1 }), today), 'past')
  assert.equal(expiryProblem(today.add({ years: 1 }), today), null)
  assert.equal(expiryProblem(today.add({ days: 367 }), today), 'too_late')
})

test('what changed is told by field, days by their value', () => {
  const before = { title: 'Nurse', from: day('2026-01-01'), phone: null }
  assert.deepEqual(changedFields(before, { title: 'Matron', from: day('2026-01-01'), phone: null }), [
    'title',
  ])
})

test('a cell without end is read at once', () => {
  const began = performance.now()
  for (const sign of ['.', ')', '>', '"', '-', ' ', '_', 'a.', '@']) {
    const long = `x${sign.repeat(200_000)}x`
    assert.ok(keyOf(long, '-').length <= 60)
    assert.notEqual(readEmail(long).kind, 'one')
  }
  assert.ok(performance.now() - began < 2000)
})
