import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import ExcelJS from 'exceljs'
import iconv from 'iconv-lite'
import type { ReadSheet } from './grid.ts'
import { readSheet } from './read-sheet.ts'
import { zipOf } from './testing.ts'

const bytes = (text: string, writing = 'utf8') => new Uint8Array(iconv.encode(text, writing))

async function read(content: Uint8Array, sheetName?: string): Promise<ReadSheet> {
  const result = await readSheet(
    { name: 'list', bytes: content },
    sheetName === undefined ? {} : { sheetName },
  )
  if (!result.ok) throw new Error(result.message)
  return result.sheet
}

async function refusal(content: Uint8Array): Promise<string> {
  const result = await readSheet({ name: 'list', bytes: content })
  assert.ok(!result.ok)
  assert.match(result.message, /\.$/)
  return result.reason
}

async function workbook(fill: (book: ExcelJS.Workbook) => void): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  fill(book)
  return new Uint8Array(await book.xlsx.writeBuffer())
}

const head = 'Forename,Surname,E-mail address,Agency'
const zoe = 'Zoë,O’Hara,zoe@hill.example,Hill Academy'
const expected = { given: 'Zoë', family: 'O’Hara', email: 'zoe@hill.example', organisation: 'Hill Academy' }

test('of a cell without end only the beginning is read, and the list says where', async () => {
  const sheet = await read(
    bytes(`${head}\n${zoe}\n"${'😀('.repeat(300_000)}",B,b@hill.example,Hill Academy\n`),
  )
  const given = sheet.rows[1]?.given.given ?? ''
  assert.ok(given.length <= 2000 && given.isWellFormed())
  assert.deepEqual(sheet.rows[0]?.given, expected)
  assert.deepEqual(sheet.notes, [
    'A cell in row 3 has more than 2,000 characters. Of such cells only the beginning was read.',
  ])
})

describe('CSV', () => {
  const texts = {
    comma: `${head}\r\n${zoe}\r\n`,
    semicolon: `${head}\n${zoe}\n`.replaceAll(',', ';'),
    tab: `${head}\r${zoe}`.replaceAll(',', '\t'),
    pipe: `${head}\n${zoe}`.replaceAll(',', '|'),
  }
  for (const [name, text] of Object.entries(texts)) {
    test(`a file divided by ${name} is read in every writing`, async () => {
      const writings = [
        bytes(text),
        bytes(`\ufeff${text}`),
        bytes(text, 'windows-1252'),
        bytes(`\ufeff${text}`, 'utf16le'),
        bytes(`\ufeff${text}`, 'utf16be'),
        bytes(text, 'utf16le'),
      ]
      for (const content of writings) {
        const sheet = await read(content)
        assert.deepEqual(sheet.rows, [{ row: 2, given: expected }])
      }
    })
  }

  test('a line break inside quotation marks stays in its cell, and rows keep the numbers a spreadsheet shows', async () => {
    const sheet = await read(bytes(`${head}\n"Ann","Archer",ann@hill.example,"Hill\nAcademy"\n\n${zoe}\n`))
    assert.deepEqual(
      sheet.rows.map((row) => row.row),
      [2, 4],
    )
    assert.equal(sheet.rows[0]?.given.organisation, 'Hill\nAcademy')
  })

  test("Excel's own first line names the delimiter", async () => {
    const sheet = await read(
      bytes(`sep=;\r\n${head.replaceAll(',', ';')}\r\n${zoe.replaceAll(',', ';')}\r\n`),
    )
    assert.deepEqual(sheet.rows, [{ row: 3, given: expected }])
  })

  test('blank rows and a title above the heading are passed over, a heading printed again is no person', async () => {
    const sheet = await read(bytes(`Champions list,,,\n,,,\n\n${head}\n${zoe}\n${head}\n${zoe}\n`))
    assert.deepEqual(
      sheet.rows.map((row) => row.row),
      [5, 7],
    )
  })

  test('a merged heading over two rows is read as one', async () => {
    const sheet = await read(
      bytes(
        'Name,,Contact,,Post,,\nFirst,Last,E-mail,Phone,Organisation,Start,End\nAnn,Archer,ann@hill.example,01632 960101,Hill Academy,27/3/2016,\n',
      ),
    )
    assert.deepEqual(sheet.rows[0]?.given, {
      given: 'Ann',
      family: 'Archer',
      email: 'ann@hill.example',
      phone: '01632 960101',
      organisation: 'Hill Academy',
      from: '27/3/2016',
    })
    assert.deepEqual(sheet.columns.headingRows, [1, 2])
  })

  test('columns about somebody else or about home are named and not read', async () => {
    const sheet = await read(
      bytes(
        'Name,Email,Organisation,Line manager,Manager email,Home phone,Shoe size\nAnn Archer,ann@hill.example,Hill Academy,Pia Price,pia@hill.example,01632 960199,5\n',
      ),
    )
    assert.deepEqual(sheet.rows[0]?.given, {
      fullName: 'Ann Archer',
      email: 'ann@hill.example',
      organisation: 'Hill Academy',
    })
    assert.deepEqual(
      sheet.columns.ignored.map(({ heading }) => heading),
      ['Line manager', 'Manager email', 'Home phone', 'Shoe size'],
    )
    assert.equal(sheet.notes.filter((note) => note.includes('Shoe size')).length, 1)
  })

  test('a list without people is a list of organisations', async () => {
    assert.equal(
      (await read(bytes('School name,Type,Area\nHill Academy,Academy,North\n'))).lists,
      'organisations',
    )
  })
})

const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`

describe('XLSX', () => {
  test('cells are read as people see them', async () => {
    const sheet = await read(
      await workbook((book) => {
        const page = book.addWorksheet('Staff')
        page.addRow(['First name', 'Surname', 'Email', 'Tel', 'Start date', 'Agency'])
        page.addRow([
          { richText: [{ text: 'A' }, { text: 'nn' }] },
          { formula: 'UPPER("archer")', result: 'ARCHER' },
          { text: 'ann@hill.example', hyperlink: 'mailto:ann@hill.example' },
          1632960101,
          new Date('2016-03-27T00:00:00Z'),
          'Hill Academy',
        ])
        page.getCell('D2').numFmt = '00000000000'
        page.getCell('E2').numFmt = 'dd/mm/yyyy'
        page.addRow([
          'Bo',
          'Bell',
          { text: 'Send mail', hyperlink: 'mailto:bo@hill.example?subject=Hello' },
          '01632 960102',
          { formula: 'TODAY()', result: new Date('2020-01-31T00:00:00Z') },
          { error: '#N/A' },
        ])
      }),
    )
    assert.deepEqual(sheet.rows[0]?.given, {
      given: 'Ann',
      family: 'ARCHER',
      email: 'ann@hill.example',
      phone: '01632960101',
      from: '2016-03-27',
      organisation: 'Hill Academy',
    })
    assert.equal(sheet.rows[1]?.given.email, 'bo@hill.example')
    assert.equal(sheet.rows[1]?.given.from, '2020-01-31')
    assert.equal(sheet.rows[1]?.given.organisation, undefined)
  })

  test('a heading merged sideways and downwards, below a title, is read, and an organisation merged downwards belongs to each row', async () => {
    const sheet = await read(
      await workbook((book) => {
        const page = book.addWorksheet('List')
        page.getCell('A2').value = 'Our people'
        page.mergeCells('A2:E2')
        page.getRow(4).values = ['Agency', 'Person', '', 'Email', 'Role']
        page.getRow(5).values = ['', 'Forename', 'Surname', '', '']
        page.mergeCells('B4:C4')
        for (const column of ['A', 'D', 'E']) page.mergeCells(`${column}4:${column}5`)
        page.getRow(6).values = ['Hill Academy', 'Ann', 'Archer', 'ann@hill.example', 'Head']
        page.getRow(7).values = ['', 'Bo', 'Bell', 'bo@hill.example', 'Teacher']
        page.mergeCells('A6:A7')
        page.getCell('A8').value = 'NORTH'
        page.mergeCells('A8:E8')
      }),
    )
    assert.deepEqual(
      sheet.rows.map(({ row, given }) => [row, given.organisation, given.given]),
      [
        [6, 'Hill Academy', 'Ann'],
        [7, 'Hill Academy', 'Bo'],
        [8, 'NORTH', undefined],
      ],
    )
  })

  test('of several sheets the one that fits is read, and the reader is told', async () => {
    const content = await workbook((book) => {
      book.addWorksheet('Notes').addRow(['Sent by the office'])
      const staff = book.addWorksheet('Staff')
      staff.addRow(['Name', 'Email', 'Organisation', 'Role'])
      staff.addRow(['Ann Archer', 'ann@hill.example', 'Hill Academy', 'Head'])
      const left = book.addWorksheet('Leavers')
      left.addRow(['Name', 'Email'])
      left.addRow(['Bo Bell', 'bo@hill.example'])
    })
    const sheet = await read(content)
    assert.equal(sheet.sheetName, 'Staff')
    assert.ok(sheet.notes.some((note) => note.includes('3 sheets') && note.includes('“Staff”')))
    assert.ok(sheet.notes.some((note) => note.includes('“Leavers” looks like a list too')))
    assert.equal((await read(content, 'Leavers')).rows[0]?.given.fullName, 'Bo Bell')
  })

  test('a rule over whole columns, as forms for councils have, costs no time', async () => {
    const rows = [
      ['Name', 'Email', 'Organisation'],
      ['Ann Archer', 'ann@hill.example', 'Hill Academy'],
    ]
    const data = rows
      .map(
        (row, i) =>
          `<row r="${i + 1}">${row.map((text, j) => cell(text).replace('<c ', `<c r="${'ABC'.charAt(j)}${i + 1}" `)).join('')}</row>`,
      )
      .join('')
    const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
    const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    const parts = {
      'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Staff" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${data}</sheetData><dataValidations count="1"><dataValidation type="list" sqref="A2:Z1048576"><formula1>"yes,no"</formula1></dataValidation></dataValidations></worksheet>`,
    }
    const started = performance.now()
    const sheet = await read(
      zipOf(Object.entries(parts).map(([name, text]) => ({ name, content: Buffer.from(text) }))),
    )
    assert.deepEqual(sheet.rows, [
      { row: 2, given: { fullName: 'Ann Archer', email: 'ann@hill.example', organisation: 'Hill Academy' } },
    ])
    assert.ok(performance.now() - started < 1000)
  })
})

describe('what cannot be read ends in a sentence', () => {
  const compound = Uint8Array.from([
    0xd0,
    0xcf,
    0x11,
    0xe0,
    0xa1,
    0xb1,
    0x1a,
    0xe1,
    ...Array.from({ length: 600 }, () => 0),
  ])
  const cases: readonly (readonly [string, string, () => Uint8Array | Promise<Uint8Array>])[] = [
    ['an empty file', 'empty', () => new Uint8Array()],
    ['a file of blanks', 'empty', () => bytes('\n \n')],
    ['an empty workbook', 'empty', () => workbook((book) => void book.addWorksheet('Sheet1'))],
    ['a file above 10 MB', 'too-large', () => new Uint8Array(10 * 1024 * 1024 + 1)],
    ['an old .xls file', 'old-excel', () => compound],
    [
      'a workbook with a password',
      'protected',
      () => Uint8Array.from([...compound, ...bytes('EncryptedPackage', 'utf16le')]),
    ],
    ['a PDF', 'not-a-sheet', () => bytes('%PDF-1.7\n')],
    [
      'a web page called .xls',
      'not-a-sheet',
      () => bytes('<html><table><tr><td>Name</td></tr></table></html>'),
    ],
    [
      'a picture',
      'not-a-sheet',
      () => Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 1, 2, 3]),
    ],
    [
      'a zip that is cut off',
      'broken',
      async () => (await workbook((book) => void book.addWorksheet('A').addRow(['Name']))).slice(0, 900),
    ],
    ['an open quotation mark', 'broken', () => bytes(`${head}\n"Ann,Archer,ann@hill.example,Hill\n${zoe}`)],
    [
      'a sheet without headings',
      'no-headings',
      () => bytes('Ann,Archer,ann@hill.example\nBo,Bell,bo@hill.example\n'),
    ],
    ['headings without people', 'no-rows', () => bytes(`${head}\n,,,\n`)],
  ]
  for (const [name, reason, make] of cases) {
    test(`${name} is refused`, async () => {
      assert.equal(await refusal(await make()), reason)
    })
  }
})
