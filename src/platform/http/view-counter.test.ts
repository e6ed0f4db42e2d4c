import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createViewCounter, isRobot, type ViewCount } from './view-counter.ts'

const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36'
const evening = Temporal.Instant.from('2016-04-07T22:30:00Z')

test('openings are added up by page and London day and handed over once', async () => {
  const kept: ViewCount[] = []
  const counter = createViewCounter(async (counts) => void kept.push(...counts), 60_000)
  counter.add('a', browser, evening)
  counter.add('a', browser, evening)
  counter.add('a', browser, evening.add({ hours: 1 }))
  counter.add('b', browser, evening)
  await counter.flush()
  await counter.close()
  assert.deepEqual(
    kept.map(({ key, day, views }) => `${key} ${day.toString()} ${views}`),
    ['a 2016-04-07 2', 'a 2016-04-08 1', 'b 2016-04-07 1'],
  )
})

test('what could not be kept is handed over again with what came since', async () => {
  const kept: number[] = []
  let away = true
  const counter = createViewCounter(async (counts) => {
    if (away) throw new Error('the database is away')
    kept.push(...counts.map(({ views }) => views))
  }, 60_000)
  counter.add('a', browser, evening)
  await counter.flush()
  counter.add('a', browser, evening)
  away = false
  await counter.close()
  assert.deepEqual(kept, [2])
})

test('programs that say what they are, and those that say nothing, are not counted', () => {
  for (const agent of ['Googlebot/2.1', 'curl/8.5.0', 'Feedfetcher-Google', '', undefined])
    assert.equal(isRobot(agent), true, String(agent))
  assert.equal(isRobot(browser), false)
})
