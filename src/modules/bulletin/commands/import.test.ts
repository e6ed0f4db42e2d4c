import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scenario, type World } from '#src/testing/scenario.ts'
import { CommandProblem, type CommandContext } from '#platform/declare/command.ts'
import { readSettings } from '#platform/config/settings.ts'
import { bulletinText } from '../testing.ts'
import { importCommand } from './import.ts'

async function run(world: World, words: readonly string[], options: Record<string, true> = {}) {
  const said: string[] = []
  const data: unknown[] = []
  const context: CommandContext = {
    db: world.db,
    actor: await world.as('erin'),
    now: world.now(),
    words,
    options,
    json: true,
    say: (line) => void said.push(line),
    data: (value) => void data.push(value),
    installation: {
      dataDir: world.dataDir,
      secret: 'none',
      settings: readSettings({}),
      owner: {},
      login: world.copy.login,
    },
  }
  return { code: await importCommand.run(context), said, data }
}

const fileOf = (world: World, name: string, text: string): string => {
  const file = join(world.dataDir, name)
  writeFileSync(file, text)
  return file
}

scenario(
  'the command shows what it found and writes nothing with --preview, and makes an edition without',
  async (world) => {
    const file = fileOf(world, 'april.txt', bulletinText)
    const preview = await run(world, [file], { preview: true })
    assert.equal(preview.code, 0)
    assert.match(preview.said.join('\n'), /3 articles.*1\. Boats on the Larkmere.*Nothing was written/s)
    const [found] = preview.data as { articles: { heading: string }[]; month: number; edition: null }[]
    assert.equal(found?.articles.length, 3)
    assert.equal(found?.month, 4)
    assert.equal(found?.edition, null)
    assert.deepEqual(await world.owner('select 1 from bulletin.edition'), [])
    const made = await run(world, [file])
    assert.equal(made.code, 0)
    const rows = await world.owner<{ heading: string }>(
      `select a.heading from bulletin.article a join bulletin.edition e on e.id = a.edition_id order by a.position`,
    )
    assert.deepEqual(
      rows.map(({ heading }) => heading),
      ['Boats on the Larkmere', 'What young people said', 'Training in May'],
    )
  },
)

scenario('bad input to the command is one sentence', async (world) => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-import-'))
  try {
    await assert.rejects(run(world, []), CommandProblem)
    await assert.rejects(run(world, [join(folder, 'none.txt')]), /cannot be read/)
    await assert.rejects(run(world, [folder]), /cannot be read/)
    await assert.rejects(run(world, [fileOf(world, 'empty.txt', '')]), /The file is empty/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
