import assert from 'node:assert/strict'
import { deflateRawSync } from 'node:zlib'
import { scenario, type World } from '#src/testing/scenario.ts'
import { bulletinText } from '../testing.ts'

const doubtful = `Network bulletin – May 2016

Boats on the Larkmere

The Larkmere centre has two new boats for groups of young people who come with a worker.

Dates for June

• Tuesday 10 June, Northmoor
• Thursday 19 June, Southfen

What young people said

We asked a group at the Rowan House what makes a good worker, and they wrote this for us.
`

const upload = async (world: World, name: string, bytes: Buffer) => {
  const erin = await world.browser('erin')
  const form = await erin.get('/editions/import')
  return { erin, page: await erin.submit(form, '/editions/imports', {}, [{ field: 'file', name, bytes }]) }
}

const headings = (document: Document) =>
  [...document.querySelectorAll('.hf-import__heading')].map((one) =>
    (one.textContent ?? '').replace(/\s+/g, ' ').trim().replace(/^\d+ /, ''),
  )

scenario('a doubtful split is shown, one key mends it, and the last step is taken back', async (world) => {
  const { erin, page } = await upload(world, 'may.txt', Buffer.from(doubtful))
  assert.equal(page.status, 200)
  const before = headings(page.document)
  assert.deepEqual(before, ['Boats on the Larkmere', 'Dates for June', 'What young people said'])
  const mendings = `${page.url}/mendings`
  const form = erin.formOf(page, mendings)
  const joined = await erin.post(mendings, { ...form, step: 'merge-1' })
  assert.deepEqual(headings(joined.document), ['Boats on the Larkmere', 'What young people said'])
  const split = await erin.post(mendings, { ...erin.formOf(joined, mendings), step: 'split-0-1' })
  assert.deepEqual(headings(split.document), before)
  const undone = await erin.post(mendings, { ...erin.formOf(split, mendings), step: 'undo' })
  assert.deepEqual(headings(undone.document), ['Boats on the Larkmere', 'What young people said'])
  const stale = await erin.post(mendings, { ...form, step: 'heading-0-0' })
  assert.equal(stale.status, 422)
  assert.match(stale.errors[0] ?? '', /preview has changed since this page was opened/)
  const heading = await erin.post(mendings, { ...erin.formOf(stale, mendings), step: 'body-0-1' })
  assert.equal(heading.status, 200)
  assert.deepEqual(await world.owner('select 1 from bulletin.edition'), [])
})

scenario('a preview is thrown away, or becomes an edition once', async (world) => {
  const { erin, page } = await upload(world, 'april.txt', Buffer.from(bulletinText))
  const nameless = await erin.submit(page, `${page.url}/confirmation`, { title: '' })
  assert.deepEqual(nameless.errors, ['Enter a title for the edition'])
  const half = await erin.submit(nameless, `${page.url}/confirmation`, {
    title: 'Mine',
    ofMonth: '4',
    ofYear: 'x',
  })
  assert.match(half.errors[0] ?? '', /Choose the month/)
  await erin.submit(half, `${page.url}/confirmation`, { ofYear: '2016' })
  const again = await erin.get(page.url)
  assert.match(again.text, /This file has become an edition/)
  assert.equal(again.document.querySelectorAll('main form').length, 0)

  const second = await upload(world, 'april.txt', Buffer.from(bulletinText))
  const gone = await second.erin.submit(second.page, `${second.page.url}/removal`)
  assert.equal(gone.url, '/editions')
  assert.equal((await second.erin.get(second.page.url)).status, 404)
  assert.equal((await world.owner('select 1 from bulletin.import')).length, 1)
})

scenario(
  'words in another direction, emoji, long headings and markup come through an import as words',
  async (world) => {
    const long = 'A very long heading that goes on '.repeat(12).trim()
    const html = `<h1>Bulletin – May 2016</h1><h2>نحن هنا لنستمع إليك</h2><p>كلمات 👩‍👩‍👧</p><h2>${long}</h2><p onclick="x()">Text <a href="javascript:alert(1)">press</a><script>alert(1)</script></p>`
    const { erin, page } = await upload(world, 'may.html', Buffer.from(html))
    assert.equal(page.status, 200)
    assert.match(page.text, /The heading is longer than 300 characters/)
    const edition = await erin.submit(page, `${page.url}/confirmation`)
    const shown = await erin.get(`${edition.url}/preview/web`)
    assert.match(shown.text, /كلمات 👩‍👩‍👧/)
    assert.ok(shown.text.includes(long), 'the whole long heading is kept')
    assert.equal(shown.document.querySelectorAll('main script, .hf-prose a').length, 0)
  },
)

/** A zip whose one file claims to be a Word document's and unpacks to a hundred megabytes of zeros. */
function bomb(): Buffer {
  const entry = (name: string, content: Buffer, offset: number) => {
    const packed = deflateRawSync(content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    const central = Buffer.concat([
      Buffer.from('PK\u0001\u0002'),
      Buffer.from([20, 0]),
      common,
      tail,
      Buffer.from(name),
    ])
    return { local, central }
  }
  const first = entry('[Content_Types].xml', Buffer.from('<Types/>'), 0)
  const second = entry('word/document.xml', Buffer.alloc(100_000_000), first.local.length)
  const centre = Buffer.concat([first.central, second.central])
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 0, 'latin1')
  end.writeUInt16LE(2, 8)
  end.writeUInt16LE(2, 10)
  end.writeUInt32LE(centre.length, 12)
  end.writeUInt32LE(first.local.length + second.local.length, 16)
  return Buffer.concat([first.local, second.local, centre, end])
}

scenario(
  'files that cannot be read end in a sentence that says what to do, and leave nothing behind',
  async (world) => {
    const cases: [string, Buffer, RegExp][] = [
      ['empty.txt', Buffer.alloc(0), /empty/],
      ['bulletin.pdf', Buffer.from('%PDF-1.7 not really'), /PDF|\.docx, \.html/],
      ['picture.docx', Buffer.from('not a zip at all'), /not a Word document|damaged/],
      ['bomb.docx', bomb(), /unpacks to far more|damaged/],
      ['large.txt', Buffer.alloc(11_000_000, 'word '), /larger than 10 MB/],
    ]
    for (const [name, bytes, sentence] of cases) {
      const { page } = await upload(world, name, bytes)
      assert.equal(page.status, 422, name)
      assert.match(page.errors[0] ?? '', sentence, name)
    }
    const erin = await world.browser('erin')
    const none = await erin.submit(await erin.get('/editions/import'), '/editions/imports')
    assert.deepEqual(none.errors, ['Choose the file that holds the bulletin'])
    assert.deepEqual(await world.owner('select 1 from bulletin.import'), [])
    assert.deepEqual(await world.owner('select 1 from platform.file'), [])
  },
)

scenario('a file of 50 MB is cut off while it comes, with a sentence', async (world) => {
  const { page } = await upload(world, 'huge.txt', Buffer.alloc(50_000_000, 'word '))
  assert.equal(page.status, 413)
  assert.match(page.text, /too large|smaller/i)
})
