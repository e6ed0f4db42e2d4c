import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoPartnership, readPartnership } from './partnership.ts'
import { readSettings, SettingsProblem } from './settings.ts'

test('a setting that nobody declared is named and not silently ignored', () => {
  assert.throws(
    () => readSettings({ HOLDFAST_ORIGINE: 'https://holdfast.example' }),
    (error) => error instanceof SettingsProblem && /HOLDFAST_ORIGINE is not a setting/.test(error.message),
  )
})

test('every setting that cannot be used is told in a line of its own, without its value', () => {
  assert.throws(
    () => readSettings({ HOLDFAST_SECRET: 'hunter2', HOLDFAST_MAIL_RATE: 'hunter2' }),
    (error) =>
      error instanceof SettingsProblem &&
      error.message.split('\n').length === 2 &&
      !error.message.includes('hunter2'),
  )
})

test('a setting that is empty counts as not given', () => {
  assert.equal(readSettings({ HOLDFAST_MAIL_URL: '' }).HOLDFAST_MAIL_URL, undefined)
})

for (const name of ['Fernshire\r\nBcc: all@fernshire.example', 'Fernshire <script>', 'F'.repeat(121)])
  test(`a partnership is not called ${JSON.stringify(name).slice(0, 40)}`, () => {
    assert.throws(() => readSettings({ HOLDFAST_PARTNERSHIP_NAME: name }), SettingsProblem)
  })

test('a partnership with a name of its own is never called by the demo’s short name', () => {
  const own = readPartnership(readSettings({ HOLDFAST_PARTNERSHIP_NAME: 'Millshire Safeguarding' }))
  assert.equal(own.shortName, 'Millshire Safeguarding')
  assert.deepEqual(readPartnership(readSettings({})), demoPartnership)
})
