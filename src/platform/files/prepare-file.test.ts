import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Document, Packer, Paragraph } from 'docx'
import sharp from 'sharp'
import { Refusal } from '#platform/http/refusal.ts'
import { fileName } from './file-name.ts'
import { inWords } from './kinds.ts'
import type { FileRules } from './prepare-file.ts'
import { prepareFile } from './prepare-file.ts'

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#0E4B5A' } })

const word = () => Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph('Agenda')] }] }))

const refused = async (bytes: Buffer, rules: FileRules, name = 'file'): Promise<Refusal> => {
  try {
    await prepareFile({ name, bytes }, rules)
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error))
    return error
  }
  return assert.fail('it was taken')
}

describe('a file that comes in', () => {
  test('a picture is drawn anew: nothing that its camera wrote into it is left', async () => {
    const bytes = await picture(300, 200)
      .jpeg()
      .withExif({ IFD0: { Copyright: 'An Example Person' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .toBuffer()
    assert.ok((await sharp(bytes).metadata()).exif)
    const file = await prepareFile({ name: 'C:\\Pictures\\outing.JPEG', bytes }, { allowed: ['image'] })
    const { exif, xmp, iptc, icc } = await sharp(file.bytes).metadata()
    assert.deepEqual(
      { exif, xmp, iptc, icc },
      { exif: undefined, xmp: undefined, iptc: undefined, icc: undefined },
    )
    assert.equal(file.bytes.includes('An Example Person'), false)
    assert.deepEqual(
      [file.name, file.contentType, file.width, file.height],
      ['outing.jpg', 'image/jpeg', 300, 200],
    )
  })

  test('a picture held sideways is turned upright before its camera’s note is thrown away', async () => {
    const bytes = await picture(300, 200).jpeg().withMetadata({ orientation: 6 }).toBuffer()
    const { width, height } = await prepareFile({ name: 'a.jpg', bytes }, { allowed: ['image'] })
    assert.deepEqual([width, height], [200, 300])
  })

  test('a picture larger than any screen is made smaller, and what is hidden behind it goes', async () => {
    const bytes = Buffer.concat([await picture(4_000, 1_000).png().toBuffer(), Buffer.from('hidden words')])
    const file = await prepareFile({ name: 'a.png', bytes }, { allowed: ['image'] })
    assert.deepEqual([file.width, file.height], [2_000, 500])
    assert.equal(file.bytes.includes('hidden words'), false)
  })

  test('a WebP picture becomes one that every mail program shows', async () => {
    const clear = sharp({ create: { width: 9, height: 9, channels: 4, background: '#0000' } })
    const forms = [await picture(9, 9).webp().toBuffer(), await clear.webp().toBuffer()]
    const made = await Promise.all(
      forms.map((bytes) => prepareFile({ name: 'a', bytes }, { allowed: ['image'] })),
    )
    assert.deepEqual(
      made.map((file) => file.contentType),
      ['image/jpeg', 'image/png'],
    )
  })

  test('a picture that unpacks to more than fifty million pixels is refused before it is unpacked', async () => {
    const bytes = await picture(9_000, 9_000).png({ compressionLevel: 9 }).toBuffer()
    assert.ok(bytes.length < 1_000_000)
    assert.equal((await refused(bytes, { allowed: ['image'] })).code, 'picture_too_large')
  })

  test('a picture that breaks off in the middle is refused with what to do', async () => {
    for (const whole of [
      await picture(600, 600).jpeg().toBuffer(),
      await picture(600, 600).png().toBuffer(),
    ]) {
      const error = await refused(whole.subarray(0, Math.floor(whole.length * 0.6)), {
        allowed: ['image'],
        field: 'picture',
      })
      assert.deepEqual([error.code, error.field], ['picture_broken', 'picture'])
    }
  })

  test('what only pretends to be a picture is refused, whatever its name', async () => {
    assert.equal(
      (await refused(Buffer.from('GIF89a and no more'), { allowed: ['image'] })).code,
      'picture_broken',
    )
    const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    for (const bytes of [script, Buffer.from('a picture, honestly'), await word()])
      assert.equal((await refused(bytes, { allowed: ['image'] }, 'holiday.jpg')).code, 'file_kind')
  })

  test('a page of HTML is not taken as plain text', async () => {
    const bytes = Buffer.from('<html><script>alert(1)</script></html>')
    assert.equal((await refused(bytes, { allowed: ['text', 'csv'] }, 'page.html')).code, 'file_kind')
  })

  test('a program is not taken as text, even under the name of a list', async () => {
    const bytes = Buffer.from([0x4d, 0x5a, 0x90, 0x00, 0x03, 0x00, 0x00, 0x00])
    assert.equal((await refused(bytes, { allowed: ['csv'] }, 'people.csv')).code, 'file_kind')
  })

  test('a Word document and lists of people in any usual encoding are what they are', async () => {
    const cases: [string, Buffer, string][] = [
      ['minutes.docx', await word(), 'docx'],
      ['people.csv', Buffer.from('\uFEFFName;Mail\nZoë;z@school.example\n'), 'csv'],
      ['people.csv', Buffer.from('Name,Mail\nZo\xeb,z@school.example\n', 'latin1'), 'csv'],
      ['people.csv', Buffer.from('\uFEFFName,Mail\n', 'utf16le'), 'csv'],
      ['bulletin.txt', Buffer.from('Dear champions,\r\n'), 'text'],
    ]
    for (const [name, bytes, kind] of cases)
      assert.equal((await prepareFile({ name, bytes }, { allowed: ['docx', 'csv', 'text'] })).kind, kind)
  })

  test('a Word document that claims to unpack to gigabytes is refused before anything is unpacked', async () => {
    const bytes = await word()
    const list = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
    bytes.writeUInt32LE(3_000_000_000, list + 24)
    assert.equal((await refused(bytes, { allowed: ['docx'] })).code, 'file_unpacks_too_large')
  })

  test('an empty file and one that is too large are refused with what to do', async () => {
    assert.equal(
      (await refused(Buffer.alloc(0), { allowed: ['image'] })).message,
      'Choose a file that is not empty.',
    )
    const large = Buffer.alloc(1_100_000, 'a,b\n')
    const error = await refused(large, { allowed: ['csv'], most: 1_000_000 }, 'a.csv')
    assert.equal(error.message, 'Choose a file smaller than 1 MB.')
  })

  test('a sentence names what may be chosen', () => {
    assert.equal(inWords(['pdf', 'docx']), 'a PDF or a Word document (.docx)')
  })

  test('a name keeps what a person reads and loses what a computer might', () => {
    assert.equal(fileName('../../etc/passwd', 'txt'), 'passwd.txt')
    assert.equal(fileName('Zoë’s café (final).doc', 'docx'), 'Zoë’s café (final).docx')
    assert.equal(fileName('report\u202Excod.exe', 'docx'), 'reportxcod.docx')
    assert.equal(fileName('a\r\nb: c', 'pdf'), 'a b c.pdf')
    assert.equal(fileName('...', 'pdf'), 'file.pdf')
    assert.equal(fileName(`${'é'.repeat(119)}😀.png`, 'png').isWellFormed(), true)
    assert.equal(fileName(`${'😀'.repeat(3000)}.png`, 'png').isWellFormed(), true)
  })

  test('a name without end is read at once', () => {
    const began = performance.now()
    for (const sign of ['.', ' ', '/', '\u202e', '. ', '<']) fileName(`x${sign.repeat(500_000)}x`, 'pdf')
    assert.ok(performance.now() - began < 2000)
  })
})
