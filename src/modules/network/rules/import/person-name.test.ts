import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { nearNames, readFullName, readNameParts, repairCase, showName } from './person-name.ts'

const whole = (text: string) => {
  const reading = readFullName(text)
  return reading.kind === 'name' ? reading.name : reading.kind
}
const name = (given: string, family: string, title: string | null = null) => ({ title, given, family })

describe('a whole name in one cell', () => {
  const cases: readonly (readonly [string, ReturnType<typeof whole>])[] = [
    ['Jane Smith', name('Jane', 'Smith')],
    ['SMITH, Jane (Dr)', name('Jane', 'Smith', 'Dr')],
    ['Smith, Dr. Jane', name('Jane', 'Smith', 'Dr')],
    ['Smith, Jane, Mrs', name('Jane', 'Smith', 'Mrs')],
    ['DR JANE SMITH', name('Jane', 'Smith', 'Dr')],
    ['SMITH Jane', name('Jane', 'Smith')],
    ['SMITH-JONES Mary Ann', name('Mary Ann', 'Smith-Jones')],
    ['jane van der berg', name('Jane', 'van der Berg')],
    ['Cllr Prof Jane Smith', name('Jane', 'Smith', 'Cllr Prof')],
    ['Rev. John St John', name('John', 'St John', 'Rev')],
    ['Jane Smith OBE', name('Jane', 'Smith')],
    ['Jane Smith, RN, BSc', name('Jane', 'Smith')],
    ['Elizabeth (Liz) Brown', name('Elizabeth', 'Brown')],
    ['Jane Smith <jane@hill.example>', name('Jane', 'Smith')],
    ['  Jane \u00a0 Smith\u200b ', name('Jane', 'Smith')],
    ['Siân O’Neill', name('Siân', "O'Neill")],
    ['Madonna', name('', 'Madonna')],
    ['Jane Smith & Bob Jones', 'several'],
    ['Jane Smith / Bob Jones', 'several'],
    ['Jane and Bob Jones', 'several'],
    ['VACANT', 'vacant'],
    ['n/a', 'vacant'],
    ['---', 'nobody'],
    ['', 'nobody'],
  ]
  for (const [text, expected] of cases)
    test(`“${text}” is read`, () => assert.deepEqual(whole(text), expected))
})

test('names written in capitals get the capitals their owners use, mixed writing is left alone', () => {
  const families = {
    MCDONALD: 'McDonald',
    MACLEOD: 'MacLeod',
    MACKIE: 'Mackie',
    "O'BRIEN": "O'Brien",
    "SHU'AIB": "Shu'aib",
    'SMITH-JONES': 'Smith-Jones',
    'DE SOUZA': 'de Souza',
    'VAN DER BERG': 'van der Berg',
    'ST JOHN': 'St John',
    ÉDOUARD: 'Édouard',
    macDonald: 'macDonald',
    DeLuca: 'DeLuca',
    "d'arcy": "D'Arcy",
  }
  for (const [text, repaired] of Object.entries(families)) assert.equal(repairCase(text, 'family'), repaired)
  assert.equal(repairCase('MARY-ANN', 'given'), 'Mary-Ann')
  assert.equal(repairCase('JP', 'given'), 'JP')
  assert.equal(repairCase('J', 'given'), 'J')
})

const parts = (given: string, family: string, title = '') => {
  const reading = readNameParts(given, family, title)
  return reading.kind === 'name' ? reading.name : reading.kind
}

test('a name in two cells keeps a title apart and may stand whole in one of them', () => {
  assert.deepEqual(parts('Dr Jane', 'SMITH'), name('Jane', 'Smith', 'Dr'))
  assert.deepEqual(parts('JANE', 'O’HARA', 'MRS.'), name('Jane', "O'Hara", 'Mrs'))
  assert.deepEqual(parts('', 'Jane Smith', 'Ms'), name('Jane', 'Smith', 'Ms'))
  assert.deepEqual(parts('Vacant', 'post'), 'vacant')
  assert.deepEqual(parts('', ''), 'nobody')
})

const near = (a: string, b: string) => {
  const [first, second] = [whole(a), whole(b)]
  assert.ok(typeof first === 'object' && typeof second === 'object')
  assert.equal(nearNames(first, second), nearNames(second, first))
  return nearNames(first, second)
}

test('spellings that may be one person are near, names of two people are not', () => {
  for (const [a, b] of [
    ['Jon Smith', 'John Smith'],
    ['Liz Brown', 'Elizabeth Brown'],
    ['J Smith', 'Jane Smith'],
    ['Jane Smith', 'Smith Jane'],
    ['Jane Smith', 'Jane Smyth'],
    ['Jane Smith', 'Jane Smith-Jones'],
    ['Mary Ann Hill', 'Mary Hill'],
    ['Zoe Muller', 'Zoë Müller'],
    ['Mohammed Khan', 'Muhammad Khan'],
  ] as const) {
    assert.ok(near(a, b), `${a} and ${b}`)
  }
  for (const [a, b] of [
    ['Jane Smith', 'Bob Smith'],
    ['Jane Smith', 'Jane Brown'],
    ['Jo Hill', 'Al Hill'],
    ['Ann Lee', 'Ann Law'],
  ] as const) {
    assert.ok(!near(a, b), `${a} and ${b}`)
  }
})

test('a name is shown with its title first', () => {
  assert.equal(showName(name('Jane', 'Smith', 'Dr')), 'Dr Jane Smith')
  assert.equal(showName(name('', 'Madonna')), 'Madonna')
})
