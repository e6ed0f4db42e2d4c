import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findMonth, isIssueLine } from './month.ts'

test('the month of an edition is found however it is written', () => {
  const cases: [string, number | null, number | null][] = [
    ['Champions Bulletin - April 2016', 4, 2016],
    ['Sept. 2019 newsletter', 9, 2019],
    ['April / May 2021', 4, 2021],
    ['Dec ’18', 12, 2018],
    ['Issue 4, 07/2020', 7, 2020],
    ['bulletin-2016-04.txt', 4, 2016],
    ['Spring 2018', null, 2018],
    ['1 September 2024', 9, 2024],
    ['Forum in May', null, null],
    ['Ring 01632 960123', null, null],
  ]
  for (const [text, month, year] of cases) assert.deepEqual(findMonth(text), { month, year }, text)
})

test('a line that only says which issue it is belongs to the title', () => {
  for (const text of ['Issue 12 | April 2016', 'Summer 2022', 'March 2018', 'Vol. 3 No. 2', '1st May 2019'])
    assert.ok(isIssueLine(text), text)
  for (const text of ['May forum', 'April 2016 forum dates', 'Issue with the form'])
    assert.ok(!isIssueLine(text), text)
})
