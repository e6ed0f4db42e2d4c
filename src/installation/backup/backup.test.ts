import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { generateX25519Identity } from 'age-encryption'
import pg from 'pg'
import { platformEvents } from '#platform/audit/events.ts'
import { record } from '#platform/audit/record.ts'
import { sealAudit } from '#platform/audit/seal-audit.ts'
import { sealFile, type SealKeeping } from '#platform/audit/seal-file.ts'
import { verifyAudit } from '#platform/audit/verify-audit.ts'
import { keyFor } from '#platform/config/secret.ts'
import { openDatabase } from '#platform/db/database.ts'
import { readMigrations, type Migration } from '#platform/db/migrations.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { CommandProblem } from '#platform/declare/command.ts'
import { modules } from '#src/modules.ts'
import { testSecret } from '#src/testing/database-copy.ts'
import { onEveryEngine, scenario, type World } from '#src/testing/scenario.ts'
import { migrationFolders } from '../migration-folders.ts'
import { keyBeside } from './key.ts'
import { BackupProblem } from './manifest.ts'
import { openBackup, restoreRows, stepsOf } from './restore.ts'
import { saveBackup } from './save.ts'
import { listTables, readPlainly, readTable } from './tables.ts'

type Place = { file: string; keeping: SealKeeping; save: (file?: string) => Promise<unknown> }

/** Runs with a folder for backups and the audit's seals; both are gone afterwards. */
const withPlace = (body: (world: World, place: Place) => Promise<void>) => async (world: World) => {
  const folder = mkdtempSync(join(tmpdir(), 'hf-backup-'))
  const file = join(folder, 'backup')
  const keeping = { key: keyFor(testSecret, 'audit seal'), folder: join(folder, 'seals') }
  const save = (where = file) =>
    saveBackup({
      owner: world.copy.owner,
      file: where,
      recipient: null,
      sealFile: sealFile(keeping),
      secret: testSecret,
      now: world.now(),
    })
  try {
    await body(world, { file, keeping, save })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const steps = (): Promise<Migration[]> => readMigrations(migrationFolders(modules))

/** Makes an empty database on the same server, lets the work have it, and drops it. */
async function inEmptyDatabase(
  { copy, owner }: World,
  work: (empty: pg.ClientConfig) => Promise<void>,
): Promise<void> {
  const database = `${copy.name}_back`
  await owner(`create database ${database}`)
  try {
    await work({ ...copy.owner, database })
  } finally {
    await owner(`drop database ${database} with (force)`)
  }
}

async function restoreInto(
  empty: pg.ClientConfig,
  file: string,
  known?: readonly Migration[],
): Promise<number> {
  const backup = await openBackup(file, keyBeside(file))
  return restoreRows({
    owner: empty,
    backup,
    steps: stepsOf(backup.manifest, known ?? (await steps())),
    log: () => {},
  })
}

/** Every table with its rows and the hash of their bytes, as they lie. */
async function contents(config: pg.ClientConfig): Promise<Map<string, string>> {
  const client = new pg.Client(config)
  await client.connect()
  await client.query('begin')
  await readPlainly(client)
  const found = new Map<string, string>()
  for (const table of await listTables(client)) {
    const { rows, sha256 } = await readTable(client, table, () => {})
    found.set(table.table, `${rows} ${sha256}`)
  }
  await client.end()
  return found
}

async function ask<Row extends pg.QueryResultRow>(config: pg.ClientConfig, text: string): Promise<Row[]> {
  const client = new pg.Client(config)
  await client.connect()
  const { rows } = await client.query<Row>(text)
  await client.end()
  return rows
}

const refused = (says: RegExp) => (error: Error) => {
  assert.ok(error instanceof BackupProblem || error instanceof CommandProblem, String(error.stack))
  assert.match(error.message, says)
  return true
}

onEveryEngine(
  'a backup brings every row of every table back, with sign-ins, waiting jobs and counters',
  withPlace(async (world, { file, save }) => {
    await world.browser('erin')
    const job = (await world.app()).jobs.find((one) => one.cron !== undefined)
    assert.ok(job)
    await world.bySystem((tx) => enqueue(tx, job, {}))
    const before = await contents(world.copy.owner)
    await save()
    await inEmptyDatabase(world, async (empty) => {
      const rows = await restoreInto(empty, file)
      assert.ok(rows > 100)
      assert.deepEqual(await contents(empty), before)
      assert.ok(before.get('auth.session')?.startsWith('1 '), 'erin is signed in')
      const waiting = `select name from jobs.job where state = 'created'`
      assert.deepEqual(await ask(empty, waiting), [{ name: job.name }])
      const next = `select platform.next_audit_entry_id() as id`
      const [here] = await world.owner<{ id: string }>(next)
      const [there] = await ask<{ id: string }>(empty, next)
      assert.equal(there?.id, here?.id)
    })
  }),
)

scenario(
  'rows that people write during a backup are in it wholly or not at all',
  withPlace(async (world, { file, save }) => {
    let writing = true
    let pairs = 0
    const writers = Array.from({ length: 4 }, async () => {
      while (writing) {
        await world.bySystem(async (tx) => {
          const actor = { kind: 'system', part: 'test' } as const
          await record(tx, actor, platformEvents.printed, { what: 'left' })
          await pause(1)
          await record(tx, actor, platformEvents.printed, { what: 'right' })
        })
        pairs += 1
      }
    })
    while (pairs < 20) await pause(5)
    await save()
    const during = pairs
    writing = false
    await Promise.all(writers)
    await inEmptyDatabase(world, async (empty) => {
      await restoreInto(empty, file)
      const [found] = await ask<{ left: number; right: number }>(
        empty,
        `select count(*) filter (where fields->>'what' = 'left')::int as left,
          count(*) filter (where fields->>'what' = 'right')::int as right from platform.audit_entry`,
      )
      assert.equal(found?.left, found?.right)
      assert.ok(found && found.left >= 20 && found.left <= during + 4, JSON.stringify({ found, during }))
    })
  }),
)

scenario(
  'the audit verifies after a restore, though lines were sealed while the backup was made',
  withPlace(async (world, { file, keeping, save }) => {
    await world.browser('erin')
    await sealAudit(world.db, keeping)
    await save()
    // Sealed later, into the same file on this machine: the backup must not know of it.
    await world.browser('femi')
    await sealAudit(world.db, keeping)
    const backup = await openBackup(file, keyBeside(file))
    const later = readFileSync(sealFile(keeping), 'utf8').trim().split('\n').length
    assert.equal(backup.seals?.toString('utf8').trim().split('\n').length, later - 1)
    await inEmptyDatabase(world, async (empty) => {
      await restoreInto(empty, file)
      const folder = join(keeping.folder, 'restored')
      mkdirSync(folder)
      writeFileSync(sealFile({ ...keeping, folder }), backup.seals ?? '')
      const db = openDatabase(empty, empty)
      const found = await verifyAudit(db, { ...keeping, folder })
      assert.deepEqual({ intact: found.intact, seals: found.seals }, { intact: true, seals: 1 })
      // Changed after the restore: what verifies must also notice.
      await ask(
        empty,
        `set session_replication_role = replica; update platform.audit_entry set event = 'platform.searched' where id = 1`,
      )
      assert.equal((await verifyAudit(db, { ...keeping, folder })).intact, false)
      await db.close()
    })
  }),
)

scenario(
  'a file that is cut off, changed, empty, foreign or gone, and a key that is wrong or gone, end in a sentence each',
  withPlace(async (world, { file, save }) => {
    await save()
    const whole = readFileSync(file)
    const key = readFileSync(keyBeside(file))
    const tryWith = async (content: Buffer | null, keyContent: Buffer | string | null, says: RegExp) => {
      const other = `${file}-other`
      if (content) writeFileSync(other, content)
      if (keyContent !== null) writeFileSync(keyBeside(other), keyContent)
      await assert.rejects(openBackup(other, keyBeside(other)), refused(says))
      rmSync(other, { force: true })
      rmSync(keyBeside(other), { force: true })
    }
    const damaged = /was cut off or changed\. Use another copy/
    for (const length of [10, 150, 300, Math.floor(whole.length / 2), whole.length - 1])
      await tryWith(whole.subarray(0, length), key, damaged)
    for (const at of [30, 200, Math.floor(whole.length / 2), whole.length - 1]) {
      const changed = Buffer.from(whole)
      changed[at] = (changed[at] ?? 0) ^ 1
      await tryWith(changed, key, /was cut off or changed|does not open this backup/)
    }
    await tryWith(Buffer.concat([whole, Buffer.from('more')]), key, damaged)
    await tryWith(Buffer.alloc(0), key, /is empty\. Use another backup/)
    await tryWith(Buffer.from('PK\u0003\u0004 something else'), key, /is not a backup of Holdfast/)
    await tryWith(null, key, /There is no file/)
    await tryWith(whole, null, /The key of the backup is not at/)
    await tryWith(whole, 'not a key', /holds no age key/)
    await tryWith(whole, 'AGE-SECRET-KEY-1BROKEN', /is damaged/)
    await tryWith(whole, await generateX25519Identity(), /This key does not open this backup/)
  }),
)

scenario(
  'a database that holds anything is refused and stays as it was',
  withPlace(async (world, { file, save }) => {
    await save()
    const before = await contents(world.copy.owner)
    await assert.rejects(restoreInto(world.copy.owner, file), refused(/The database is not empty/))
    assert.deepEqual(await contents(world.copy.owner), before)
    await inEmptyDatabase(world, async (other) => {
      await ask(other, 'create table theirs as select 1 as n')
      await assert.rejects(restoreInto(other, file), refused(/The database is not empty/))
      assert.deepEqual(await ask(other, 'select n from theirs'), [{ n: 1 }])
    })
  }),
)

scenario(
  'a backup of a newer Holdfast and one of other files are refused by the step, and an older one comes back as it was',
  withPlace(async (world, { file, save }) => {
    await save()
    const known = await steps()
    const newest = known.at(-1)
    assert.ok(newest)
    await inEmptyDatabase(world, async (empty) => {
      await assert.rejects(
        restoreInto(empty, file, known.slice(0, -1)),
        refused(/made by a newer Holdfast: it has taken the step/),
      )
      await assert.rejects(
        restoreInto(
          empty,
          file,
          known.map((step) => (step === newest ? { ...step, hash: 'edited' } : step)),
        ),
        refused(/made by another Holdfast/),
      )
      const later = { module: 'later', name: '0001-later.sql', sql: 'create schema later', hash: 'x' }
      await restoreInto(empty, file, [...known, later])
      assert.deepEqual(await ask(empty, `select to_regnamespace('later') as later`), [{ later: null }])
    })
  }),
)

scenario(
  'a restore that fails in the middle leaves the database as empty as it was',
  withPlace(async (world, { file, save }) => {
    await save()
    const backup = await openBackup(file, keyBeside(file))
    await inEmptyDatabase(world, async (empty) => {
      const attempt = restoreRows({
        owner: empty,
        backup,
        steps: stepsOf(backup.manifest, await steps()),
        log: () => {},
        beforeKeeping: () => Promise.reject(new Error('the power went')),
      })
      await assert.rejects(attempt, /the power went/)
      assert.deepEqual(await contents(empty), new Map())
      assert.ok((await restoreInto(empty, file)) > 100, 'and the next try works')
    })
  }),
)

scenario(
  'rows that are not those of the manifest are noticed, and nothing of them is kept',
  withPlace(async (world, { file, save }) => {
    await save()
    const backup = await openBackup(file, keyBeside(file))
    const tables = backup.manifest.tables.map((table) =>
      table.table === 'network.area' ? { ...table, sha256: '0'.repeat(64) } : table,
    )
    await inEmptyDatabase(world, async (empty) => {
      const attempt = restoreRows({
        owner: empty,
        backup: { ...backup, manifest: { ...backup.manifest, tables } },
        steps: stepsOf(backup.manifest, await steps()),
        log: () => {},
      })
      await assert.rejects(attempt, refused(/The rows of network\.area are not those that were saved/))
      assert.deepEqual(await contents(empty), new Map())
    })
  }),
)

scenario(
  'a backup never takes the place of a file, and one that fails leaves neither file nor key',
  withPlace(async (_world, { file, save }) => {
    writeFileSync(file, 'an older backup')
    await assert.rejects(save(), refused(/There is a file .* already\. Name another/))
    assert.equal(readFileSync(file, 'utf8'), 'an older backup')
    await assert.rejects(
      save(join(file, '..', 'no-folder', 'backup')),
      refused(/The folder for the backup is not there/),
    )
    assert.deepEqual(readdirSync(join(file, '..')), ['backup'])
    assert.ok(!existsSync(keyBeside(file)))
  }),
)
