import assert from 'node:assert/strict'
import test from 'node:test'
import { monthGrid } from './month.ts'

const grid = (month: string): ReturnType<typeof monthGrid> =>
  monthGrid({
    month: Temporal.PlainYearMonth.from(month),
    today: Temporal.PlainDate.from('2016-04-04'),
    entries: [
      { on: Temporal.PlainDate.from('2016-04-07'), text: 'Forum', href: '/forums/1' },
      { on: Temporal.PlainDate.from('2016-04-07'), text: 'Bulletin', href: '/editions/1' },
    ],
    closed: new Map([['2016-03-28', 'Easter Monday']]),
  })

test('a month is whole weeks from Monday, with the days of its neighbours marked', () => {
  const april = grid('2016-04')
  assert.equal(april.title, 'April 2016')
  assert.equal(april.weeks.length, 5)
  assert.deepEqual(
    april.weeks[0]?.map(({ number, inMonth }) => (inMonth ? number : -number)),
    [-28, -29, -30, -31, 1, 2, 3],
  )
})

test('a February of four exact weeks takes four rows and a long month can take six', () => {
  assert.equal(grid('2021-02').weeks.length, 4)
  assert.equal(grid('2016-05').weeks.length, 6)
})

test('entries stand on their day in the order in which they came', () => {
  const days = grid('2016-04').weeks.flat()
  assert.deepEqual(
    days.find(({ date }) => date === '2016-04-07')?.entries.map(({ text }) => text),
    ['Forum', 'Bulletin'],
  )
  assert.equal(grid('2016-04').entryCount, 2)
  assert.equal(grid('2016-05').entryCount, 0)
  assert.equal(days.filter(({ today }) => today).length, 1)
  assert.equal(days.find(({ date }) => date === '2016-03-28')?.closed, 'Easter Monday')
})
