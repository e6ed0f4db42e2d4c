import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode } from 'iconv-lite'
import { splitIntoArticles } from '../rules/import/split-into-articles.ts'
import { readBulletin } from './read-bulletin.ts'

const text =
  'Café bulletin – July 2015\n\nNew leaflets\n\nThe leaflet “Speak up” is out. It costs £2 or €2.\n\nForum\n\nCome along if you can make it.\n'

const planOf = async (name: string, bytes: Uint8Array) => {
  const read = await readBulletin({ name, bytes })
  assert.ok(read.ok)
  return splitIntoArticles(read.blocks)
}

test('the same text is read from every encoding and every kind of line end', async () => {
  const expected = await planOf('a.txt', Buffer.from(text))
  assert.deepEqual(
    expected.articles.map(({ heading }) => heading),
    ['New leaflets', 'Forum'],
  )
  assert.equal(expected.title, 'Café bulletin – July 2015')
  for (const encoding of ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])
    for (const lineEnd of ['\n', '\r\n', '\r'])
      for (const addBOM of encoding.startsWith('utf') ? [true, false] : [false]) {
        const bytes = encode(text.replaceAll('\n', lineEnd), encoding, { addBOM })
        assert.deepEqual(
          await planOf('a.txt', bytes),
          expected,
          `${encoding} ${JSON.stringify(lineEnd)} ${addBOM}`,
        )
      }
})

test('a web page is read in the encoding it declares', async () => {
  const page =
    '<html><head><meta charset="windows-1251"></head><body><h1>Бюллетень</h1><p>Текст первый.</p></body></html>'
  const plan = await planOf('a.html', encode(page, 'windows-1251'))
  assert.equal(plan.title, 'Бюллетень')
})

test('text from right to left and emoji come through whole', async () => {
  const plan = await planOf(
    'a.txt',
    Buffer.from('نشرة\n\nאירוע חדש 🎉\n\nהאירוע יתקיים ביום שלישי, בשעה שש. כולם מוזמנים 👩‍👩‍👧.\n'),
  )
  assert.match(JSON.stringify(plan), /👩‍👩‍👧/u)
  assert.match(JSON.stringify(plan), /אירוע חדש 🎉/u)
})
