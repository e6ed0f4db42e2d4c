import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { settingsPage } from '#platform/config/settings-page.ts'
import { readSettings, SettingsProblem } from '#platform/config/settings.ts'

test('the page of settings is what the declarations say', () => {
  assert.equal(readFileSync('docs/operations/settings.md', 'utf8'), settingsPage())
})

test('a misspelt setting is refused by its name', () => {
  assert.throws(
    () => readSettings({ HOLDFAST_ORIGN: 'https://x.example' }),
    (error: Error) => {
      assert.ok(error instanceof SettingsProblem)
      assert.match(error.message, /HOLDFAST_ORIGN is not a setting/)
      return true
    },
  )
})

test('a setting that cannot be used is named and its value is not repeated', () => {
  assert.throws(
    () => readSettings({ HOLDFAST_SECRET: 'too short' }),
    (error: Error) => {
      assert.match(error.message, /HOLDFAST_SECRET cannot be used: it must have at least 32 characters/)
      assert.doesNotMatch(error.message, /too short/)
      return true
    },
  )
})
