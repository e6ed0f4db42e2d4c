import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { modules } from '#src/modules.ts'
import { cruiseWalls, filesOnDisk } from './cruise.ts'

const needs = Object.fromEntries(modules.map((module) => [module.name, module.needs]))

test('no import goes through a wall of the house, and every file was read', async () => {
  const { seen, breaches } = await cruiseWalls('src', needs)
  assert.ok(seen >= filesOnDisk('src'), `saw ${seen} of ${filesOnDisk('src')} files`)
  assert.deepEqual(breaches, [])
})

/** A small house in which each wall is broken once. */
const planted: Readonly<Record<string, string>> = {
  'modules/alpha/public.ts': 'export const open = 1\n',
  'modules/alpha/inside.ts': 'export const hidden = 1\n',
  'modules/alpha/testing.ts': 'export const anAlpha = 1\n',
  'modules/alpha/needs-nobody.ts': "import { beta } from '../beta/public.ts'\nexport const gamma = beta\n",
  'modules/beta/public.ts': 'export const beta = 1\n',
  'modules/beta/peeks.ts': "import { hidden } from '../alpha/inside.ts'\nexport const seen = hidden\n",
  'modules/beta/builds.ts': "import { anAlpha } from '../alpha/testing.ts'\nexport const built = anAlpha\n",
  'modules/beta/rules/impure.ts':
    "import { readFileSync } from 'node:fs'\nexport const read = readFileSync\n",
  'modules/beta/rules/reaches.ts': "import { seen } from '../queries/seen.ts'\nexport const reached = seen\n",
  'modules/beta/queries/seen.ts': 'export const seen = 1\n',
  'modules/beta/round.ts': "import { about } from './about.ts'\nexport const round = () => about\n",
  'modules/beta/about.ts': "import { round } from './round.ts'\nexport const about = () => round\n",
  'modules/beta/tests-in.ts': "import { scene } from './scene.test.ts'\nexport const used = scene\n",
  'modules/beta/scene.test.ts': 'export const scene = 1\n',
  'platform/knows.ts': "import { beta } from '../modules/beta/public.ts'\nexport const known = beta\n",
}

test('each wall is seen to stop its own breach', async () => {
  mkdirSync('.cache', { recursive: true })
  const folder = mkdtempSync('.cache/canary-')
  try {
    for (const [name, text] of Object.entries(planted)) {
      mkdirSync(join(folder, dirname(name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    const root = `^${folder.replaceAll('.', '\\.')}`
    const { seen, breaches } = await cruiseWalls(folder, { alpha: [], beta: ['alpha'] }, root)
    assert.equal(seen, Object.keys(planted).length)
    const found = new Set(breaches.map((breach) => `${breach.rule} ${breach.from.replace(`${folder}/`, '')}`))
    for (const wanted of [
      'undeclared-need:alpha modules/alpha/needs-nobody.ts',
      'front-door-only modules/beta/peeks.ts',
      'builders-are-for-tests modules/beta/builds.ts',
      'rules-use-no-library modules/beta/rules/impure.ts',
      'rules-are-pure modules/beta/rules/reaches.ts',
      'tests-stay-out-of-the-house modules/beta/tests-in.ts',
      'platform-knows-no-module platform/knows.ts',
    ])
      assert.ok(found.has(wanted), `${wanted} was not found among ${[...found].join('; ')}`)
    assert.ok(
      [...found].some((one) => one.startsWith('no-circles ')),
      'the circle was not found',
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
