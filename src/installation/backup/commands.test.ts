import assert from 'node:assert/strict'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { startEmbedded } from '#platform/db/embedded/embedded.ts'
import { ask, serverOf } from '#platform/db/embedded/testing/pieces.ts'
import { beginCommand, command, demoFolder, folderFor, start, until } from '../testing/processes.ts'
import { smallDisk, withFileLimit } from '../testing/small-disk.ts'

/** Rows that hardly shrink, so that a backup takes its time and its room. */
const bulk = (megabytes: number) =>
  `create table network.bulk as select n, encode(sha256(n::text::bytea), 'hex') || encode(sha256((n + 1)::text::bytea), 'hex') as words
   from generate_series(1, ${megabytes * 7500}) n`

async function inFolder(dataDir: string, text: string): Promise<Record<string, unknown>[]> {
  const embedded = await startEmbedded({ dataDir })
  try {
    return await ask({ ...embedded.superuser, database: 'holdfast' }, text)
  } finally {
    await embedded.stop()
  }
}

const lines = `select event, fields from platform.audit_entry where event like 'installation.%' order by id`

test('a running demo is backed up, rehearsed and restored without any thought, and the audit tells of it', async (t) => {
  const dataDir = await demoFolder(t)
  const file = join(folderFor(t), 'monday')
  const running = await start(t, dataDir)
  assert.equal((await running.signInAs('erin')).status, 303)
  const made = await command(['backup', file, '--data', dataDir])
  assert.equal(made.code, 0, made.err)
  assert.match(made.out, /holds [\d,]+ rows of \d+ tables/)
  assert.doesNotMatch(readFileSync(file, 'latin1'), /erin|holdfast_owner|network\.person/)
  const rehearsed = await command(['restore', file, '--rehearse', '--data', dataDir, '--json'])
  assert.equal(rehearsed.code, 0, rehearsed.err)
  const told: { rows: number; audit: { intact: boolean } } = JSON.parse(rehearsed.out)
  assert.ok(told.rows > 100 && told.audit.intact)
  assert.ok(!existsSync(join(dataDir, 'rehearsal')), 'nothing is left of the rehearsal')
  assert.equal(await running.stop(), 0)

  const back = join(folderFor(t), 'back')
  const restored = await command(['restore', file, '--data', back])
  assert.equal(restored.code, 0, restored.err)
  assert.match(restored.out, /each as it was saved/)
  const verified = await command(['audit', 'verify', '--data', back])
  assert.equal(verified.code, 0, verified.out + verified.err)
  assert.deepEqual(
    (await inFolder(dataDir, lines)).map(({ event }) => event),
    ['installation.backup_made', 'installation.backup_rehearsed'],
  )
  assert.deepEqual(
    (await inFolder(back, lines)).map(({ event }) => event),
    ['installation.restored'],
  )
  const again = await start(t, back)
  assert.equal((await again.signInAs('erin')).status, 303)
  assert.equal(await again.stop(), 0)
})

test('a sign-in that was open when the backup was made does not open the restored service', async (t) => {
  const dataDir = await demoFolder(t)
  const file = join(folderFor(t), 'monday')
  const running = await start(t, dataDir)
  const cookie = (await running.signInAs('erin')).headers.get('set-cookie')?.split(';')[0] ?? ''
  assert.equal((await running.get('/home', { cookie })).status, 200)
  await command(['backup', file, '--data', dataDir])
  await running.stop()
  const back = join(folderFor(t), 'back')
  assert.match((await command(['restore', file, '--data', back])).out, /Everybody signs in again/)
  const again = await start(t, back)
  assert.equal((await again.get('/home', { cookie })).status, 303)
  await again.stop()
})

test('a restore into a folder that is in use, and one that fails, change nothing there', async (t) => {
  const dataDir = await demoFolder(t)
  const file = join(folderFor(t), 'monday')
  assert.equal((await command(['backup', file, '--data', dataDir])).code, 0)
  const running = await start(t, dataDir)
  const used = await command(['restore', file, '--data', dataDir])
  assert.equal(used.code, 1)
  assert.match(used.err, /Holdfast is already running/)
  await running.stop()
  const full = await command(['restore', file, '--data', dataDir])
  assert.equal(full.code, 1)
  assert.match(full.err, /The database is not empty/)
  const place = join(folderFor(t), 'back')
  const noKey = await command(['restore', file, '--key', `${file}.nowhere`, '--data', place])
  assert.equal(noKey.code, 1)
  assert.match(noKey.err, /The key of the backup is not at/)
  assert.ok(!existsSync(place))
  assert.equal(await start(t, dataDir).then((again) => again.stop()), 0)
})

test('a backup that finds no room ends in a sentence and leaves no file', async (t) => {
  const dataDir = await demoFolder(t)
  await inFolder(dataDir, bulk(12))
  const running = await start(t, dataDir)
  const disk = smallDisk(t, 1)
  const place = disk ?? folderFor(t)
  for (const before of disk ? [[], withFileLimit(500)] : [withFileLimit(500)]) {
    const made = await command(['backup', join(place, 'b'), '--data', dataDir], { before })
    assert.equal(made.code, 1)
    assert.match(made.err, /no room left for the backup|grew larger than this place allows/)
    assert.doesNotMatch(made.err, /\n\s+at /)
    assert.deepEqual(readdirSync(place), [])
  }
  assert.equal((await running.get('/help')).status, 200)
  await running.stop()
})

test('a backup that is killed leaves nothing under its name, and the next one succeeds', async (t) => {
  const dataDir = await demoFolder(t)
  await inFolder(dataDir, bulk(60))
  const running = await start(t, dataDir)
  const file = join(folderFor(t), 'monday')
  const child = beginCommand(t, ['backup', file, '--data', dataDir])
  await until('the backup is being written', () => existsSync(`${file}.part`))
  child.kill('SIGKILL')
  await once(child, 'close')
  assert.ok(!existsSync(file))
  const next = await command(['backup', file, '--data', dataDir])
  assert.equal(next.code, 0, next.err)
  assert.ok(!existsSync(`${file}.part`))
  await running.stop()
  const back = join(folderFor(t), 'back')
  const again = await command(['restore', file, '--data', back])
  assert.equal(again.code, 0, again.err)
  const count = 'select count(*)::int as n from network.bulk'
  await assert.rejects(inFolder(back, count), /does not exist/, 'a table of nobody’s is not made')
})

test('a restore that is killed leaves a folder that the next restore fills', async (t) => {
  const dataDir = await demoFolder(t)
  const file = join(folderFor(t), 'monday')
  assert.equal((await command(['backup', file, '--data', dataDir])).code, 0)
  const back = join(folderFor(t), 'back')
  const child = beginCommand(t, ['restore', file, '--data', back])
  let said = ''
  child.stderr?.on('data', (part: Buffer) => (said += part.toString()))
  await until('rows come back', () => said.includes('Bringing back'))
  const server = serverOf(back)
  child.kill('SIGKILL')
  await once(child, 'close')
  assert.ok(server > 0)
  const next = await command(['restore', file, '--data', back])
  assert.equal(next.code, 0, next.err)
  assert.equal((await command(['audit', 'verify', '--data', back])).code, 0)
})

test('production seals to a recipient, keeps its secret to itself, and comes back under the same secret only', async (t) => {
  const dataDir = join(folderFor(t), 'data')
  const identity = await generateX25519Identity()
  const env = {
    HOLDFAST_ENV: 'production',
    HOLDFAST_SECRET: 'dJ3kP0xW7qLz9VbN2mRtY5uEoCsAiHfG',
    HOLDFAST_ORIGIN: 'https://holdfast.fernshire.example',
    HOLDFAST_MAIL_URL: 'smtp://localhost:2525',
    HOLDFAST_MAIL_FROM: 'holdfast@fernshire.example',
    HOLDFAST_PARTNERSHIP_NAME: 'Fernshire Safeguarding Children Partnership',
    HOLDFAST_PARTNERSHIP_CONTACT: 'holdfast@fernshire.example',
    HOLDFAST_PARTNERSHIP_ADDRESS: '1 Harbour Square, Merehaven',
  }
  const running = await start(t, dataDir, [], { env, until: '/health/live' })
  await running.stop()
  const folder = folderFor(t)
  const file = join(folder, 'monday')
  const bare = await command(['backup', file, '--data', dataDir], { env })
  assert.equal(bare.code, 2)
  assert.match(bare.err, /A production backup is sealed to somebody/)
  const wrong = await command(['backup', file, '--data', dataDir, '--recipient', 'age1nobody'], { env })
  assert.equal(wrong.code, 2)
  assert.match(wrong.err, /not an age public key/)
  const recipient = await identityToRecipient(identity)
  const made = await command(['backup', file, '--data', dataDir], {
    env: { ...env, HOLDFAST_BACKUP_RECIPIENT: recipient },
  })
  assert.equal(made.code, 0, made.err)
  assert.deepEqual(readdirSync(folder), ['monday'], 'no key lies beside it')
  const key = join(folder, 'key')
  writeFileSync(key, '# of the safe\n')
  appendFileSync(key, `${identity}\n`)
  const back = join(folderFor(t), 'back')
  const words = ['restore', file, '--key', key, '--data', back]
  assert.match((await command(words)).err, /a backup of a production Holdfast, and HOLDFAST_ENV is demo/)
  const other = { ...env, HOLDFAST_SECRET: 'QmZ8vT1cK6yHs4BnRw0LxJ9dEpUaGfIo' }
  assert.match((await command(words, { env: other })).err, /HOLDFAST_SECRET is not the one/)
  assert.ok(!existsSync(back))
  const restored = await command(words, { env })
  assert.equal(restored.code, 0, restored.err)
  assert.ok(!existsSync(join(back, 'secret')))
  assert.equal((await command(['audit', 'verify', '--data', back], { env })).code, 0)
})

test('a backup that nobody could mean is refused with exit code 2', async (t) => {
  const empty = join(folderFor(t), 'empty')
  mkdirSync(empty)
  for (const [words, says] of [
    [['backup'], /Name one file for the backup/],
    [['backup', 'a', 'b'], /Name one file for the backup/],
    [['backup', join(empty, 'file')], /There is no Holdfast in/],
    [['backup', join(empty, 'file'), '--recipent', 'age1x'], /--recipent is not an option here/],
  ] as const) {
    const ended = await command([...words, '--data', empty])
    assert.equal(ended.code, 2)
    assert.match(ended.err, says)
  }
  assert.deepEqual(readdirSync(empty), [])
})
