import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { copyWhereReachable } from './binaries-copy.ts'
import { EmbeddedRefused } from './refused.ts'
import { chooseRunAs, reaches } from './run-as.ts'
import { temporaryFolder } from './testing/pieces.ts'

const stranger = { name: 'stranger', uid: 64_321, gid: 64_321 }
const weAreRoot = process.getuid?.() === 0

test('root hands the server to an unprivileged user; anyone else runs it as themselves', (t) => {
  const runAs = chooseRunAs(temporaryFolder(t))
  if (weAreRoot) assert.ok(runAs && runAs.uid > 0 && runAs.gid > 0)
  else assert.equal(runAs, null)
})

test('a user who does not exist, and root by name, are refused for the server', (t) => {
  const folder = temporaryFolder(t)
  for (const name of ['nobody-of-that-name', 'root']) {
    if (weAreRoot) assert.throws(() => chooseRunAs(folder, name), EmbeddedRefused)
    else assert.equal(chooseRunAs(folder, name), null)
  }
})

test('one closed folder above a path puts it out of reach', (t) => {
  const outer = temporaryFolder(t)
  chmodSync(outer, 0o711)
  const inner = join(outer, 'inner')
  mkdirSync(inner, { mode: 0o755 })
  chmodSync(inner, 0o755)
  assert.equal(reaches(stranger, inner), true)
  chmodSync(outer, 0o700)
  assert.equal(reaches(stranger, inner), false)
  assert.equal(reaches({ ...stranger, uid: statSync(outer).uid }, inner), true)
})

test('root keeps one copy of the programs where others can run it, and makes it again when it was changed', (t) => {
  const folder = temporaryFolder(t)
  chmodSync(folder, 0o755)
  const native = join(folder, 'native')
  mkdirSync(join(native, 'bin'), { recursive: true, mode: 0o700 })
  writeFileSync(join(native, 'bin', 'postgres'), 'program', { mode: 0o700 })
  symlinkSync('postgres', join(native, 'bin', 'postmaster'))
  const copy = () => copyWhereReachable(native, '1', stranger, [join(folder, 'shelf')])
  if (!weAreRoot) {
    // Only root hands the programs to somebody else, and only root's copy would be safe from others.
    assert.throws(copy, (fault) => fault instanceof EmbeddedRefused && fault.code === 'out_of_reach')
    return
  }
  const place = copy()
  const made = statSync(join(place, 'bin', 'postgres')).ino
  assert.ok(reaches(stranger, join(place, 'bin', 'postmaster')))
  assert.equal(statSync(join(copy(), 'bin', 'postgres')).ino, made)
  writeFileSync(join(place, 'bin', 'postgres'), 'cut')
  assert.equal(statSync(join(copy(), 'bin', 'postgres')).size, 7)
  chmodSync(join(folder, 'shelf'), 0o777)
  assert.throws(copy, EmbeddedRefused)
})
