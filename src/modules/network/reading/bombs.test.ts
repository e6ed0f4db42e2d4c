import assert from 'node:assert/strict'
import { test } from 'node:test'
import ExcelJS from 'exceljs'
import { readSheet } from './read-sheet.ts'
import { zipOf } from './testing.ts'

const book = { name: 'xl/workbook.xml', content: Buffer.from('<workbook/>') }

async function reasonOf(content: Uint8Array): Promise<string> {
  const started = performance.now()
  const result = await readSheet({ name: 'list.xlsx', bytes: content })
  assert.ok(!result.ok)
  assert.ok(performance.now() - started < 5000)
  return result.reason
}

test('a workbook that says it unpacks to far too much is not opened', async () => {
  const zip = zipOf([book, { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(70 * 1024 * 1024, 32) }])
  assert.ok(zip.length < 100_000)
  assert.equal(await reasonOf(zip), 'bomb')
})

test('a workbook that hides how much it unpacks to is stopped where its promise ends', async () => {
  assert.equal(
    await reasonOf(
      zipOf([
        book,
        { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(70 * 1024 * 1024, 32), declared: 1000 },
      ]),
    ),
    'bomb',
  )
})

test('a workbook of thousands of parts is not opened', async () => {
  const many = Array.from({ length: 2500 }, (_, i) => ({
    name: `xl/media/${i}.png`,
    content: Buffer.from('x'),
  }))
  assert.equal(await reasonOf(zipOf([book, ...many])), 'bomb')
})

test('a sheet that merges all its 17 thousand million cells is not opened', async () => {
  const sheet = Buffer.from(
    '<worksheet><sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>',
  )
  assert.equal(await reasonOf(zipOf([book, { name: 'xl/worksheets/sheet1.xml', content: sheet }])), 'bomb')
})

test('a zip that locks its parts asks for the file without a password', async () => {
  assert.equal(await reasonOf(zipOf([{ ...book, encrypted: true }])), 'protected')
})

test('documents of other programs are named for what they are', async () => {
  const content = Buffer.from('<x/>')
  assert.equal(await reasonOf(zipOf([{ name: 'word/document.xml', content }])), 'other-kind')
  assert.equal(await reasonOf(zipOf([{ name: 'content.xml', content }])), 'other-kind')
  assert.equal(await reasonOf(zipOf([{ name: 'xl/workbook.bin', content }])), 'other-kind')
  assert.equal(await reasonOf(zipOf([{ name: 'photo.jpg', content }])), 'not-a-sheet')
})

test('an ordinary workbook passes the same inspection', async () => {
  const workbook = new ExcelJS.Workbook()
  workbook.addWorksheet('Staff').addRows([
    ['Name', 'Email'],
    ['Ann Archer', 'ann@hill.example'],
  ])
  const result = await readSheet({
    name: 'list.xlsx',
    bytes: new Uint8Array(await workbook.xlsx.writeBuffer()),
  })
  assert.ok(result.ok)
})
