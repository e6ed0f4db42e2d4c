import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decideLeaving, decideUndo, endsNow, lastDayOf } from './leaving.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const today = day('2026-04-16')
const post = (from: string, to: string | null = null) => ({
  id: from,
  from: day(from),
  to: to ? day(to) : null,
})

test('a leaver’s present and future posts end; past ones are left alone', () => {
  const posts = [post('2020-01-01', '2021-01-01'), post('2024-01-01'), post('2026-05-01')]
  const decision = decideLeaving(posts, today, today)
  assert.deepEqual(decision.ok && decision.ends.map(({ id }) => id), ['2024-01-01', '2026-05-01'])
})

test('somebody whose posts have all ended is gone already', () => {
  assert.deepEqual(decideLeaving([post('2020-01-01', '2026-04-15')], today, today), {
    ok: false,
    reason: 'gone',
  })
})

test('the last day still counts: a post that ends today can be given another last day', () => {
  assert.equal(decideLeaving([post('2020-01-01', '2026-04-16')], today, today).ok, true)
})

test('nobody leaves before they came', () => {
  assert.deepEqual(decideLeaving([post('2026-04-10')], day('2026-04-09'), today), {
    ok: false,
    reason: 'before_it_began',
  })
})

test('a starter who never comes ends on the day they were to begin', () => {
  const starter = post('2026-05-01')
  assert.equal(decideLeaving([starter], today, today).ok, true)
  assert.equal(lastDayOf(starter, today).toString(), '2026-05-01')
})

test('access ends at once for those who have left, and at the end of the day for those whose last day is today', () => {
  assert.equal(endsNow('now', today, today), true)
  assert.equal(endsNow('on', today.subtract({ days: 1 }), today), true)
  assert.equal(endsNow('on', today, today), false)
  assert.equal(endsNow('on', today.add({ days: 30 }), today), false)
})

test('undoing brings everything back before the last day has passed, the posts for a week after, then nothing', () => {
  const finishedAt = Temporal.Instant.from('2026-04-10T00:05:00Z')
  const after = (hours: number) => finishedAt.add({ hours })
  assert.equal(decideUndo({ finishedAt: null, undoneAt: null }, after(0)), 'everything')
  assert.equal(decideUndo({ finishedAt, undoneAt: null }, after(168)), 'posts')
  assert.equal(decideUndo({ finishedAt, undoneAt: null }, after(169)), 'nothing')
  assert.equal(decideUndo({ finishedAt: null, undoneAt: finishedAt }, after(1)), 'nothing')
})
