import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bulletin } from './module.ts'
import { words } from './words.ts'

test('every event of the bulletin is told in a sentence, with no field that it does not have', () => {
  const fields = new Map<string, readonly string[]>(
    Object.values(bulletin.events).map((event) => [event.name, event.fields]),
  )
  assert.deepEqual(Object.keys(words).toSorted(), [...fields.keys()].toSorted())
  for (const [name, sentence] of Object.entries(words))
    for (const [, field = ''] of sentence.matchAll(/\{(\w+)\}/gu))
      assert.ok(fields.get(name)?.includes(field), `${name} has no ${field}`)
})
