import assert from 'node:assert/strict'
import { test } from 'node:test'
import { migrationFolders } from '#src/installation/migration-folders.ts'
import { modules } from '#src/modules.ts'
import { readMigrations } from '#platform/db/migrations.ts'

test('migrations are numbered without a gap and say at the top what they do', async () => {
  const migrations = await readMigrations(migrationFolders(modules))
  assert.ok(migrations.length > 3)
  for (const module of new Set(migrations.map((one) => one.module))) {
    const numbers = migrations
      .filter((one) => one.module === module)
      .map((one) => Number(one.name.slice(0, 4)))
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index + 1),
      module,
    )
  }
  for (const { module, name, sql } of migrations) assert.match(sql, /^-- \S/, `${module}/${name}`)
})

test('modules stand in the order in which they need each other', () => {
  const seen = new Set<string>()
  for (const module of modules) {
    for (const need of module.needs) assert.ok(seen.has(need), `${module.name} stands before ${need}`)
    seen.add(module.name)
  }
})
