import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readFolder, type ReadingSummary } from './folder.ts'

async function reading(folder: string, handle?: (text: string) => void): Promise<[ReadingSummary, string[]]> {
  const seen: string[] = []
  const summary = await readFolder(folder, async (raw) => {
    handle?.(raw.toString())
    seen.push(raw.toString())
  })
  return [summary, seen]
}

async function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'holdfast-reports-'))
}

test('a plain folder is read once, in order, and what was read is kept beside it', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, 'b.eml'), 'second')
  await writeFile(join(folder, 'a.EML'), 'first')
  await writeFile(join(folder, 'notes.txt'), 'no mail')
  await writeFile(join(folder, '.c.eml'), 'still being written')
  assert.deepEqual(await reading(folder), [{ read: 2, failed: 0 }, ['first', 'second']])
  assert.deepEqual(await reading(folder), [{ read: 0, failed: 0 }, []])
  assert.equal((await readdir(join(folder, 'read'))).length, 2)
  await rm(folder, { recursive: true })
})

test('two mails of the same file name are both kept', async () => {
  const folder = await newFolder()
  for (const text of ['one', 'two']) {
    await writeFile(join(folder, 'report.eml'), text)
    await reading(folder)
  }
  assert.equal((await readdir(join(folder, 'read'))).length, 2)
  await rm(folder, { recursive: true })
})

test('a mail that could not be handled stays and comes again; the others are read', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, 'a.eml'), 'first')
  await writeFile(join(folder, 'b.eml'), 'second')
  const first = await reading(folder, (text) => {
    if (text === 'first') throw new Error('the database is away')
  })
  assert.deepEqual(first, [{ read: 1, failed: 1 }, ['second']])
  assert.deepEqual(await reading(folder), [{ read: 1, failed: 0 }, ['first']])
  await rm(folder, { recursive: true })
})

test('a Maildir is read from new and from the unseen of cur, and marked as seen', async () => {
  const folder = await newFolder()
  for (const room of ['new', 'cur', 'tmp']) await mkdir(join(folder, room))
  await writeFile(join(folder, 'new', '1772442007.M1.mx'), 'fresh')
  await writeFile(join(folder, 'cur', '1772442006.M1.mx:2,'), 'looked at')
  await writeFile(join(folder, 'cur', '1772442005.M1.mx:2,RS'), 'read long ago')
  await writeFile(join(folder, 'tmp', '1772442008.M1.mx'), 'still being written')
  assert.deepEqual(await reading(folder), [{ read: 2, failed: 0 }, ['fresh', 'looked at']])
  assert.deepEqual((await readdir(join(folder, 'cur'))).toSorted(), [
    '1772442005.M1.mx:2,RS',
    '1772442006.M1.mx:2,S',
    '1772442007.M1.mx:2,S',
  ])
  assert.deepEqual(await reading(folder), [{ read: 0, failed: 0 }, []])
  await rm(folder, { recursive: true })
})
