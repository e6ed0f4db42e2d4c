import assert from 'node:assert/strict'
import { test } from 'node:test'
import ExcelJS from 'exceljs'
import * as fc from 'fast-check'
import { readSheet } from '../reading/read-sheet.ts'
import { planImport } from '../rules/import/plan.ts'
import { aRegister } from '../rules/import/testing.ts'
import type { Known } from '../rules/import/types.ts'
import { organisationColumns, personColumns } from './columns.ts'
import type { PersonRow } from './columns.ts'
import { guard, writeCsv } from './write-csv.ts'
import { writeXlsx } from './write-xlsx.ts'

const known: Known = aRegister({
  people: [
    {
      id: 'ann',
      name: { title: 'Mrs', given: 'Ann', family: "O'Hara-Łukasz" },
      email: 'ann.archer@stmarys.example',
    },
    { id: 'bo', name: { title: null, given: 'Bo', family: 'van der Berg' }, email: null },
    { id: 'mo', name: { title: 'PC', given: 'Zoë', family: 'Ñandú' }, email: '+team@riverside.example' },
  ],
  posts: [
    {
      id: '1',
      personId: 'ann',
      organisationId: 'school',
      jobTitle: '=Deputy; "head", pastoral',
      areaId: 'n',
      phone: '+44 1632 960101',
      from: '2016-03-27',
      to: null,
    },
    {
      id: '2',
      personId: 'ann',
      organisationId: 'trust',
      jobTitle: '@home - lead',
      areaId: null,
      phone: null,
      from: null,
      to: '2030-12-31',
    },
    {
      id: '3',
      personId: 'bo',
      organisationId: 'school',
      jobTitle: "'=quoted",
      areaId: 's',
      phone: '01632 960102 ext 7',
      from: '2020-02-29',
      to: '2021-01-01',
    },
    {
      id: '4',
      personId: 'mo',
      organisationId: 'trust',
      jobTitle: null,
      areaId: 'e',
      phone: null,
      from: '2001-01-01',
      to: null,
    },
  ],
})

function exported(register: Known): PersonRow[] {
  return register.posts.map((post) => {
    const person = register.people.find(({ id }) => id === post.personId)
    const organisation = register.organisations.find(({ id }) => id === post.organisationId)
    assert.ok(person && organisation)
    const area = register.areas.find(({ id }) => id === post.areaId)
    const { jobTitle, phone, from, to } = post
    return {
      reference: person.id,
      ...person.name,
      email: person.email,
      jobTitle,
      organisation: organisation.name,
      organisationKind: organisation.kind,
      area: area?.name ?? null,
      phone,
      from,
      to,
      champion: null,
    }
  })
}

async function planOf(bytes: Uint8Array, register: Known) {
  const result = await readSheet({ name: 'export', bytes })
  assert.ok(result.ok)
  return planImport(result.sheet.rows, register, { today: '2026-09-01' })
}

for (const [name, write] of [
  ['CSV', (rows: PersonRow[]) => Promise.resolve(writeCsv(personColumns, rows))],
  [
    'CSV without its mark',
    (rows: PersonRow[]) => Promise.resolve(writeCsv(personColumns, rows, { bom: false })),
  ],
  ['XLSX', (rows: PersonRow[]) => writeXlsx('People', personColumns, rows)],
] as const) {
  test(`what is exported as ${name} plans all the same when it comes back`, async () => {
    const plan = await planOf(await write(exported(known)), known)
    assert.deepEqual(
      plan.rows.map(({ outcome, changes, doubts }) => ({ outcome, changes, doubts })),
      known.posts.map(() => ({ outcome: 'same', changes: [], doubts: [] })),
    )
  })
}

test('a cell that a spreadsheet would run as a formula leaves with an apostrophe in front', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', "'=1", '＝1'])
    assert.equal(guard(text), `'${text}`)
  for (const text of ['Ann', "O'Hara", "'tis", 'a=b', '']) assert.equal(guard(text), text)
})

test('any job title comes back from a CSV file as it was', async () => {
  const text = fc
    .string({
      unit: fc.constantFrom('=', '+', '-', '@', "'", '"', ',', ';', ' ', 'a', 'é', '\t'),
      minLength: 1,
      maxLength: 12,
    })
    .map((value) => `${value.trim()}x`)
  await fc.assert(
    fc.asyncProperty(text, async (jobTitle) => {
      const row = exported(known)[0]
      assert.ok(row)
      const result = await readSheet({
        name: 'export.csv',
        bytes: writeCsv(personColumns, [{ ...row, jobTitle }]),
      })
      assert.ok(result.ok)
      assert.equal(result.sheet.rows[0]?.given.jobTitle, jobTitle)
    }),
    { numRuns: 300 },
  )
})

test('a workbook has real dates, texts that are no formulas, and a heading that stays', async () => {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(Uint8Array.from(await writeXlsx('People', personColumns, exported(known))).buffer)
  const sheet = book.getWorksheet('People')
  assert.ok(sheet)
  assert.deepEqual(sheet.getCell('J2').value, new Date('2016-03-27T00:00:00Z'))
  assert.equal(sheet.getCell('E2').value, '=Deputy; "head", pastoral')
  assert.equal(sheet.getCell('E2').formula, undefined)
  assert.equal(sheet.views[0]?.state, 'frozen')
  assert.equal(sheet.getRow(1).font.bold, true)
})

test('organisations are exported under headings that the import knows', async () => {
  const bytes = writeCsv(organisationColumns, [
    { name: 'Hill Academy', kind: 'school', area: 'North', parent: 'Hill Trust' },
  ])
  const result = await readSheet({ name: 'organisations.csv', bytes })
  assert.ok(result.ok)
  assert.equal(result.sheet.lists, 'organisations')
  assert.deepEqual(result.sheet.rows[0]?.given, {
    organisation: 'Hill Academy',
    organisationKind: 'school',
    area: 'North',
    parent: 'Hill Trust',
  })
})
