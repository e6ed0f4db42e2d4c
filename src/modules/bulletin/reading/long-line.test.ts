import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBulletin } from './read-bulletin.ts'

test('a line without end is read at once, whatever it is made of', async () => {
  const began = performance.now()
  for (const line of ['-', '|-', 'u', 'a ', ',', '@.', '1'].map((sign) => sign.repeat(100_000))) {
    const read = await readBulletin({
      name: 'a.txt',
      bytes: Buffer.from(`News\n\n${line}x\n\nContents ${'.'.repeat(100_000)}x\n\nText.\n`),
    })
    assert.equal(read.ok, true)
  }
  assert.ok(performance.now() - began < 10_000)
})
