import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import test from 'node:test'

/** Text on its ground: WCAG 1.4.3, 4.5 to 1, whatever its size, because some of it is small somewhere. */
const text = [
  ['ink', 'paper'],
  ['ink', 'mist'],
  ['ink', 'raised'],
  ['ink', 'plain'],
  ['ink', 'plain-hover'],
  ['quiet', 'paper'],
  ['quiet', 'mist'],
  ['quiet', 'raised'],
  ['tide', 'paper'],
  ['tide', 'mist'],
  ['tide', 'info-tint'],
  ['paper', 'tide'],
  ['paper', 'ink'],
  ['link', 'paper'],
  ['link', 'mist'],
  ['link', 'raised'],
  ['link', 'plain'],
  ['link-hover', 'paper'],
  ['link-visited', 'paper'],
  ['link-visited', 'raised'],
  ['on-header', 'header'],
  ['header-quiet', 'header'],
  ['on-go', 'go'],
  ['on-go', 'go-hover'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
  ['late', 'paper'],
  ['late', 'late-tint'],
  ['due', 'paper'],
  ['due', 'due-tint'],
  ['done', 'paper'],
  ['done', 'done-tint'],
  ['info', 'info-tint'],
  ['neutral', 'neutral-tint'],
  ['added', 'added-tint'],
  ['removed', 'removed-tint'],
] as const

/** Edges and shapes that carry meaning: WCAG 1.4.11, 3 to 1. */
const shapes = [
  ['control', 'paper'],
  ['control', 'mist'],
  ['go', 'paper'],
  ['danger', 'paper'],
  ['late-mark', 'paper'],
  ['late-mark', 'late-tint'],
  ['due-mark', 'paper'],
  ['due-mark', 'due-tint'],
  ['done-mark', 'paper'],
  ['done-mark', 'done-tint'],
  ['info-mark', 'paper'],
  ['info-mark', 'info-tint'],
] as const

for (const scheme of ['light', 'dark']) {
  test(`text can be read and shapes can be told apart on every ground of the ${scheme} scheme`, async () => {
    const colours = await rolesOf(scheme)
    const failures: string[] = []
    for (const [pairs, least] of [
      [text, 4.5],
      [shapes, 3],
    ] as const) {
      for (const [front, ground] of pairs) {
        const ratio = contrast(colourOf(colours, front), colourOf(colours, ground))
        if (ratio < least) failures.push(`${front} on ${ground}: ${ratio.toFixed(2)}, not ${least}`)
      }
    }
    assert.deepEqual(failures, [])
  })
}

test('every colour is a role: no rule outside the roles names one of its own', async () => {
  const folder = path.join(import.meta.dirname, 'assets')
  const allowed = new Set(['_roles.scss', '_base.scss', '_print.scss'])
  const { readdir } = await import('node:fs/promises')
  const strays: string[] = []
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.scss') && !allowed.has(name))) {
    for (const [colour] of (await readFile(path.join(folder, file), 'utf8')).matchAll(
      /#[\da-f]{3,8}\b(?=[^{]*;)/gi,
    ))
      strays.push(`${file}: ${colour}`)
  }
  assert.deepEqual(strays, [])
})

test('the contrast of black on white is 21 and of a colour on itself 1', () => {
  assert.equal(contrast('#000000', '#ffffff').toFixed(1), '21.0')
  assert.equal(contrast('#0e4b5a', '#0e4b5a'), 1)
})

function colourOf(colours: ReadonlyMap<string, string>, role: string): string {
  const colour = colours.get(role)
  assert.ok(colour, `there is no role called ${role}`)
  return colour
}

async function rolesOf(scheme: string): Promise<Map<string, string>> {
  const source = await readFile(path.join(import.meta.dirname, 'assets/_roles.scss'), 'utf8')
  const block = source.match(new RegExp(`@mixin ${scheme} \\{([^}]*)\\}`))?.[1] ?? ''
  const roles = [...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(
    ([, role = '', colour = '']) => [role, colour] as const,
  )
  assert.ok(roles.length > 40, 'the roles could not be read')
  return new Map(roles)
}

function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
