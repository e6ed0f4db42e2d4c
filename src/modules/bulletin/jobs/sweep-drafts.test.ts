import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { keepImport } from '../actions/bring-in.ts'
import { keepDraft } from '../actions/keep-draft.ts'
import { readImport } from '../reading/read-file.ts'
import { anEdition, bulletinText } from '../testing.ts'
import { sweepDrafts } from './sweep-drafts.ts'

scenario(
  'previews go after a week, unsaved words after a month, and traces of presence after a day',
  async (world) => {
    const { articles } = await anEdition(world)
    const read = await readImport({ name: 'a.txt', bytes: Buffer.from(bulletinText) })
    await world.by('erin', async (tx, erin) => {
      await keepImport(tx, erin, read, world.now())
      const draft = { articleId: articles[0] ?? '', heading: 'x', markdown: 'y', baseVersion: 1 }
      await keepDraft(tx, erin, draft, world.now())
    })
    const sweep = () =>
      sweepDrafts.run(
        {
          db: world.db,
          now: world.now(),
          signal: new AbortController().signal,
          log: { info: () => {}, warn: () => {} },
        },
        null,
      )
    const left = async () => {
      const [row] = await world.owner<{ imports: number; drafts: number; present: number }>(
        `select (select count(*)::int from bulletin.import) as imports,
        (select count(*)::int from bulletin.autosave) as drafts, (select count(*)::int from bulletin.presence) as present`,
      )
      return row
    }
    await sweep()
    assert.deepEqual(await left(), { imports: 1, drafts: 1, present: 1 })
    world.pass({ days: 8 })
    await sweep()
    assert.deepEqual(await left(), { imports: 0, drafts: 1, present: 0 })
    world.pass({ days: 30 })
    await sweep()
    assert.deepEqual(await left(), { imports: 0, drafts: 0, present: 0 })
  },
)
