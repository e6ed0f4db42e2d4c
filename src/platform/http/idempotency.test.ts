import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { bearer, isProblem, lines, withNotes } from '#src/testing/trial-notes.ts'

scenario('a write without an Idempotency-Key is refused before anything is done', (world) =>
  withNotes(world, async (ask) => {
    for (const key of [undefined, '', ' ', 'x'.repeat(201), 'ümlaut']) {
      const body = { words: 'once' }
      const response = await ask('POST', '/api/v1/notes', key === undefined ? { body } : { body, key })
      assert.equal(isProblem(response, 400).code, 'no_idempotency_key')
    }
    assert.equal((await world.owner('select 1 from trial.note')).length, 0)
  }),
)

scenario('the same key and body again gives the first answer and does nothing twice', (world) =>
  withNotes(world, async (ask) => {
    const first = await ask('POST', '/api/v1/notes', { key: 'key-1', body: { words: 'once' } })
    const second = await ask('POST', '/api/v1/notes', { key: 'key-1', body: { words: 'once' } })
    assert.deepEqual([first.statusCode, second.statusCode], [200, 200])
    assert.equal(second.body, first.body)
    assert.equal(first.headers['idempotent-replayed'], undefined)
    assert.equal(second.headers['idempotent-replayed'], 'true')
    assert.equal((await world.owner('select 1 from trial.note')).length, 1)
    assert.equal((await lines(world, 'trial.note_written')).length, 1)
  }),
)

scenario('the same key at the same instant writes once, and all get that one answer', (world) =>
  withNotes(world, async (ask) => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask('POST', '/api/v1/notes', { key: 'rush', body: { words: 'once' } })),
    )
    assert.deepEqual([...new Set(answers.map(({ statusCode }) => statusCode))], [200])
    assert.equal(new Set(answers.map(({ body }) => body)).size, 1)
    assert.equal((await world.owner('select 1 from trial.note')).length, 1)
  }),
)

scenario('the same key with another body, or at another address, is refused', (world) =>
  withNotes(world, async (ask) => {
    await ask('POST', '/api/v1/notes', { key: 'key-1', body: { words: 'one' } })
    const other = await ask('POST', '/api/v1/notes', { key: 'key-1', body: { words: 'two' } })
    assert.equal(isProblem(other, 422).code, 'key_used')
    const elsewhere = await ask('POST', '/api/v1/notes?x=1', { key: 'key-1', body: { words: 'one' } })
    assert.equal(isProblem(elsewhere, 422).code, 'key_used')
    assert.equal((await world.owner('select 1 from trial.note')).length, 1)
  }),
)

scenario('a refused write keeps neither row nor key, so that the mended request may use the key', (world) =>
  withNotes(world, async (ask) => {
    const refused = await ask('POST', '/api/v1/notes', { key: 'key-1', body: { words: 'refuse me' } })
    assert.equal(isProblem(refused, 422).code, 'not_liked')
    const mended = await ask('POST', '/api/v1/notes', { key: 'key-1', body: { words: 'better' } })
    assert.equal(mended.statusCode, 200)
  }),
)

scenario('a write that writes nothing down is a fault of ours and is not kept', (world) =>
  withNotes(world, async (ask) => {
    isProblem(await ask('POST', '/api/v1/notes', { key: 'key-1', body: { words: 'silently' } }), 500)
    assert.equal((await world.owner('select 1 from trial.note')).length, 0)
  }),
)

scenario('the answer kept for a key is sealed, so that no role of the database can read it', (world) =>
  withNotes(world, async (ask) => {
    await ask('POST', '/api/v1/notes', { key: 'key-1', body: { words: 'nobody else reads this' } })
    const kept = JSON.stringify(await world.owner('select * from platform.submission'))
    assert.ok(kept.length > 100)
    assert.ok(!kept.includes('nobody else'))
    assert.ok(!kept.includes('key-1'))
    assert.ok(!kept.includes(bearer))
  }),
)
