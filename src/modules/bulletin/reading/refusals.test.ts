import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { Document, Packer, Paragraph } from 'docx'
import { readBulletin } from './read-bulletin.ts'
import { zipOf, type Part } from './testing.ts'

const bytesOf = (text: string) => Buffer.from(text)
const reasonOf = async (name: string, bytes: Uint8Array): Promise<string> => {
  const read = await readBulletin({ name, bytes })
  return read.ok ? `read as ${read.kind}` : read.reason
}
const wordParts: Part[] = [
  { name: '[Content_Types].xml', content: bytesOf('<Types/>') },
  { name: 'word/document.xml', content: bytesOf('<w:document/>') },
]

test('an empty file, one of white space and one over 10 MB are refused', async () => {
  assert.equal(await reasonOf('a.txt', new Uint8Array()), 'empty')
  assert.equal(await reasonOf('a.md', bytesOf(' \r\n\t\n')), 'empty')
  assert.equal(await reasonOf('a.txt', new Uint8Array(10 * 1024 * 1024 + 1).fill(97)), 'too large')
})

test('a file is taken for what it holds, not for its name', async () => {
  const word = await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph('Text')] }] }))
  assert.equal(await reasonOf('a.docx', word), 'read as docx')
  assert.equal(await reasonOf('a.txt', word), 'is word')
  assert.equal(await reasonOf('a.docx', bytesOf('plain text')), 'not word')
  assert.equal(await reasonOf('a.docx', bytesOf('%PDF-1.7')), 'is pdf')
  assert.equal(await reasonOf('a.docx', bytesOf('{\\rtf1 text}')), 'is rtf')
  assert.equal(await reasonOf('a.txt', bytesOf('<!DOCTYPE html><p>Text')), 'is html')
  assert.equal(await reasonOf('a.html', bytesOf('Only text')), 'not html')
  assert.equal(await reasonOf('a.HTM', bytesOf('<p>Text</p>')), 'read as html')
  assert.equal(await reasonOf('a.pages', bytesOf('Text')), 'unknown kind')
  assert.equal(await reasonOf('bulletin', bytesOf('Text')), 'unknown kind')
  assert.equal(
    await reasonOf(
      'a.txt',
      Uint8Array.from({ length: 3_000 }, (_, at) => (at * 7) % 32),
    ),
    'binary',
  )
})

test('an older Word file and one with a password are told apart', async () => {
  const compound = Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.alloc(600),
  ])
  assert.equal(await reasonOf('a.doc', compound), 'old word')
  const locked = Buffer.concat([compound, Buffer.from('EncryptedPackage', 'utf-16le')])
  assert.equal(await reasonOf('a.docx', locked), 'locked word')
  assert.equal(
    await reasonOf('a.docx', zipOf(wordParts.map((part) => ({ ...part, encrypted: true })))),
    'locked word',
  )
})

test('a zip that is no Word document, and a Word document that is cut off, are refused', async () => {
  assert.equal(await reasonOf('a.docx', zipOf([{ name: 'song.mp3', content: bytesOf('la') }])), 'not word')
  assert.equal(await reasonOf('a.docx', zipOf(wordParts)), 'broken word')
  assert.equal(await reasonOf('a.docx', zipOf(wordParts).subarray(0, 90)), 'broken word')
  assert.equal(
    await reasonOf('a.docx', zipOf([...wordParts, { name: '../../etc/passwd', content: bytesOf('x') }])),
    'broken word',
  )
})

test('a bomb is refused by its ratio, by its sum, by its number of parts and when its directory lies', async () => {
  const zeros = Buffer.alloc(30 * 1024 * 1024)
  assert.equal(
    await reasonOf('a.docx', zipOf([...wordParts, { name: 'word/a.xml', content: zeros }])),
    'word bomb',
  )
  const stored = Array.from({ length: 4 }, (_, at) => ({
    name: `word/${at}.xml`,
    content: zeros,
    claims: 30 * 1024 * 1024,
  }))
  assert.equal(await reasonOf('a.docx', zipOf([...wordParts, ...stored])), 'word bomb')
  const many = Array.from({ length: 2_100 }, (_, at) => ({ name: `word/${at}.xml`, content: bytesOf('x') }))
  assert.equal(await reasonOf('a.docx', zipOf([...wordParts, ...many])), 'word bomb')
  const liar = { name: 'word/a.xml', content: zeros, claims: 1_000 }
  assert.equal(await reasonOf('a.docx', zipOf([...wordParts, liar])), 'broken word')
  assert.ok(deflateRawSync(zeros).length < 40_000)
})

test('refusing a bomb costs little memory and time', async () => {
  const bomb = zipOf([
    ...wordParts,
    { name: 'word/a.xml', content: Buffer.alloc(39 * 1024 * 1024), claims: 2_000 },
  ])
  const before = process.memoryUsage().rss
  const begun = performance.now()
  assert.equal(await reasonOf('a.docx', bomb), 'broken word')
  assert.ok(performance.now() - begun < 2_000)
  assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024)
})

test('a Word file of nothing but empty paragraphs says that no words were found', async () => {
  const word = await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph('')] }] }))
  assert.equal(await reasonOf('a.docx', word), 'no text')
})

test('every refusal says what to do in one or two sentences', async () => {
  const read = await readBulletin({ name: 'a.pdf', bytes: bytesOf('%PDF-1.4') })
  assert.ok(!read.ok)
  assert.match(read.message, /choose that$/u)
})
