import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authEvents } from '#platform/auth/events.ts'
import { fileEvents } from '#platform/files/declarations.ts'
import { jobsEvents } from '#platform/jobs/declarations.ts'
import { outboxEvents } from '#platform/outbox/declarations.ts'
import { pagesEvents } from '#platform/pages/events.ts'
import { floorWords } from './floor-words.ts'

test('every event of the ground floor is told in a sentence, with no field that it does not have', () => {
  const parts = [authEvents, fileEvents, jobsEvents, outboxEvents, pagesEvents]
  const fields = new Map<string, readonly string[]>(
    parts.flatMap((part) => Object.values(part).map((event) => [event.name, event.fields] as const)),
  )
  assert.deepEqual(Object.keys(floorWords).toSorted(), [...fields.keys()].toSorted())
  for (const [name, sentence] of Object.entries(floorWords))
    for (const [, field = ''] of sentence.matchAll(/\{(\w+)\}/gu))
      assert.ok(fields.get(name)?.includes(field), `${name} has no ${field}`)
})
