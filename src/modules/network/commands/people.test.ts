import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { system } from '#platform/auth/actor.ts'
import type { CommandContext } from '#platform/declare/command.ts'
import { scenario, type World } from '#src/testing/scenario.ts'
import { peopleExport, peopleImport } from './people.ts'

const heading = 'First name,Last name,Work e-mail,Job title,Organisation,Area,Start date,End date,Champion'
const csv = (...rows: string[]) => Buffer.from([heading, ...rows].join('\r\n'))

const count = async (world: World, table: string) =>
  (await world.owner<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n

function command(world: World, words: string[], options: Record<string, true> = {}) {
  const said: string[] = []
  const printed: unknown[] = []
  const context = {
    db: world.db,
    actor: system('command'),
    now: world.now(),
    words,
    options,
    json: true,
    say: (line: string) => void said.push(line),
    data: (value: unknown) => void printed.push(value),
  } as unknown as CommandContext
  return { context, said, printed }
}

scenario(
  'the command previews without writing, writes what is clear, and says what it left',
  async (world) => {
    const file = join(world.dataDir, 'list.csv')
    writeFileSync(
      file,
      csv(
        'Cora,Quigley,cora.quigley@larkmereacademy.example,Teacher,Larkmere Academy,,,,',
        'Tomas,Lindgren,tomas@gmail.com,Teacher,Larkmere Academy,,,,',
      ),
    )
    const preview = command(world, [file], { preview: true })
    assert.equal(await peopleImport.run(preview.context), 1)
    assert.match(
      preview.said.join('\n'),
      /2 rows: 1 new, 0 changed, 0 the same, 1 doubtful, 0 refused[^]*Nothing was written/,
    )
    assert.equal(await count(world, 'network.person'), 22)
    assert.equal(await count(world, 'network.import'), 0)
    const real = command(world, [file])
    assert.equal(await peopleImport.run(real.context), 1)
    assert.equal(await count(world, 'network.person'), 23)
    assert.deepEqual(
      (real.printed[0] as { left: { row: number }[] }).left.map(({ row }) => row),
      [3],
    )
    await assert.rejects(peopleImport.run(command(world, []).context), /Name the file/)
    await assert.rejects(peopleImport.run(command(world, ['/no/such/file.csv']).context), /There is no file/)
  },
)

scenario('what the command exports, the command takes back as the same', async (world) => {
  for (const name of ['people.csv', 'people.xlsx']) {
    const file = join(world.dataDir, name)
    assert.equal(await peopleExport.run(command(world, [file]).context), 0)
    assert.ok(readFileSync(file).length > 1000)
    const back = command(world, [file], { preview: true })
    assert.equal(await peopleImport.run(back.context), 0)
    const { counts } = back.printed[0] as { counts: Record<string, number> }
    assert.deepEqual(counts, { all: 22, new: 0, changed: 0, same: 22, doubtful: 0, refused: 0 })
  }
  await assert.rejects(peopleExport.run(command(world, ['people.doc']).context), /ends in \.csv or \.xlsx/)
})
