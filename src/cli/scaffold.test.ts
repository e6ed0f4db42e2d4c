import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { writeModule } from './scaffold.ts'

const run = promisify(execFile)

test('a scaffolded module type-checks, keeps the walls, and its first tests pass', async () => {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-scaffold-'))
  try {
    for (const name of ['src', 'package.json', 'package-lock.json', 'tsconfig.json'])
      cpSync(name, join(root, name), { recursive: true })
    symlinkSync(resolve('node_modules'), join(root, 'node_modules'))
    const written = writeModule('lanterns', root)
    assert.ok(written.length > 10)
    const list = join(root, 'src/modules.ts')
    const text = readFileSync(list, 'utf8')
    writeFileSync(
      list,
      `import { lanterns } from '#modules/lanterns/module.ts'\n${text.replace(/\]\s*$/, ', lanterns]\n').replace(/,\s*, lanterns\]/, ', lanterns]')}`,
    )
    writeFileSync(
      join(root, 'tsconfig.json'),
      readFileSync('tsconfig.json', 'utf8').replace(
        /"include": \[[^\]]*\]/,
        '"include": ["src/modules/lanterns", "src/modules.ts", "src/**/*.d.ts"]',
      ),
    )
    const environment = { ...process.env, NODE_TEST_CONTEXT: undefined }
    await run(process.execPath, ['node_modules/typescript-7/lib/tsc.js', '--noEmit', '-p', '.'], {
      cwd: root,
      env: environment,
    })
    const { stdout } = await run(
      process.execPath,
      [
        '--test',
        '--test-isolation=none',
        '--test-force-exit',
        'src/modules/lanterns/rules/entry.test.ts',
        'src/modules/lanterns/routes/list.test.ts',
        'src/guards/tables.test.ts',
      ],
      { cwd: root, env: environment },
    )
    assert.match(stdout, /fail 0/)
    await run(process.execPath, ['src/testing/walls/run.ts'], { cwd: root, env: environment })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})

test('a module that is there is not overwritten, and a name must be one word', () => {
  assert.throws(() => writeModule('network', resolve('.')), /already there/)
  assert.throws(() => writeModule('Two words', resolve('.')), /one word/)
})
