import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { takeAlone, takeShared } from './lock.ts'
import { temporaryFolder } from './testing/pieces.ts'

test('one holds the file alone, and the next may when it lets go', (t) => {
  const file = join(temporaryFolder(t), 'lock')
  const first = takeAlone(file)
  assert.ok(first)
  assert.equal(takeAlone(file), null)
  assert.equal(takeShared(file), null)
  first.release()
  first.release()
  const second = takeAlone(file)
  assert.ok(second)
  second.release()
})

test('many share the file, and one who wants it alone waits for all of them', (t) => {
  const file = join(temporaryFolder(t), 'lock')
  const sharers = [takeShared(file), takeShared(file)]
  assert.ok(sharers.every((lock) => lock !== null))
  assert.equal(takeAlone(file), null)
  sharers[0]?.release()
  assert.equal(takeAlone(file), null)
  sharers[1]?.release()
  const alone = takeAlone(file)
  assert.ok(alone)
  alone.release()
})
