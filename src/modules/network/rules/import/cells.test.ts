import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { isPrivateDomain, isRoleMailbox, nearEmails, readEmail } from './email.ts'
import { phoneKey, readPhone } from './phone.ts'
import { slips } from './text.ts'
import { readDay } from './uk-date.ts'

const today = '2026-09-01'

describe('days', () => {
  const days: { readonly [text: string]: string } = {
    '27/3/2016': '2016-03-27',
    '27.03.16': '2016-03-27',
    '27-03-2016': '2016-03-27',
    '27 Mar 2016': '2016-03-27',
    '27th March 2016': '2016-03-27',
    '27-Mar-16': '2016-03-27',
    '2016-03-27': '2016-03-27',
    '2016-03-27T00:00:00Z': '2016-03-27',
    '27/03/2016 00:00': '2016-03-27',
    '20160327': '2016-03-27',
    'Sun 27 March 2016': '2016-03-27',
    'March 27, 2016': '2016-03-27',
    '42456': '2016-03-27',
    '1/9/87': '1987-09-01',
    '29/2/2016': '2016-02-29',
    '3/4/2016': '2016-04-03',
    '1 Sept 2020': '2020-09-01',
  }
  for (const [text, day] of Object.entries(days))
    test(`“${text}” is ${day}`, () => assert.deepEqual(readDay(text, today), { kind: 'day', day }))

  test('a day that exists only with the month first is doubtful and suggested', () => {
    const reading = readDay('3/27/2016', today)
    assert.equal(reading.kind, 'doubtful')
    assert.equal(reading.kind === 'doubtful' && reading.suggestion, '2016-03-27')
  })

  test('days that are none, and words, are doubtful; blanks and “present” say nothing', () => {
    for (const text of ['29/2/2015', '31/6/2016', '99/99/2016', 'ASAP', 'TBC', 'March 2016', '12345'])
      assert.equal(readDay(text, today).kind, 'doubtful', text)
    for (const text of ['', ' ', 'n/a', '-', 'present', 'Current'])
      assert.equal(readDay(text, today).kind, 'none', text)
  })

  test('every day of two centuries is read back from its British writings', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1930-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        (moment) => {
          const day = moment.toISOString().slice(0, 10)
          const [year = '', month = '', dayOfMonth = ''] = day.split('-')
          for (const text of [
            day,
            `${dayOfMonth}/${month}/${year}`,
            `${Number(dayOfMonth)}.${Number(month)}.${year}`,
          ])
            assert.deepEqual(readDay(text, today), { kind: 'day', day })
        },
      ),
    )
  })
})

describe('addresses', () => {
  const one: { readonly [text: string]: string } = {
    ' Jane.Smith@HILL.Example ': 'Jane.Smith@hill.example',
    'mailto:jane@hill.example?subject=Hi': 'jane@hill.example',
    'Jane Smith <jane@hill.example>': 'jane@hill.example',
    'jane@hill.example;': 'jane@hill.example',
    '(jane@hill.example)': 'jane@hill.example',
    "o'hara@hill.example": "o'hara@hill.example",
    'jane@hill.example\u200b': 'jane@hill.example',
  }
  for (const [text, email] of Object.entries(one))
    test(`“${text}” is one address`, () => assert.deepEqual(readEmail(text), { kind: 'one', email }))

  test('what is no address is broken, and a line break brings nothing in', () => {
    for (const text of [
      'jane',
      'jane@',
      '@hill.example',
      'jane@hill',
      'jane smith@hill.example',
      'jane@@hill.example',
      'jane..smith@hill.example',
      'jane@hill.example\nBcc: all@hill.example',
      'jane@hill.example\r\nSubject: x',
      'jané@hill.example',
      `${'a'.repeat(65)}@hill.example`,
    ]) {
      assert.equal(readEmail(text).kind, 'broken', text)
    }
  })

  test('two addresses are two, blanks are none', () => {
    assert.deepEqual(readEmail('a@hill.example; b@hill.example'), {
      kind: 'several',
      emails: ['a@hill.example', 'b@hill.example'],
    })
    for (const text of ['', ' ', 'n/a', 'none', 'TBC', '-']) assert.equal(readEmail(text).kind, 'none')
  })

  test('private providers are known by their domain, and a partnership can add its own', () => {
    for (const domain of ['gmail.com', 'hotmail.co.uk', 'yahoo.co.uk', 'icloud.com', 'btinternet.com'])
      assert.ok(isPrivateDomain(domain), domain)
    for (const domain of ['hill.example', 'live.hill.example', 'mail.example'])
      assert.ok(!isPrivateDomain(domain), domain)
    assert.ok(isPrivateDomain('freemail.example', ['freemail.example']))
  })

  test('a mailbox of a desk is told from one that carries the person’s name', () => {
    const name = { title: null, given: 'Grace', family: 'Head' }
    for (const local of ['info', 'safeguarding.team', 'office2', 'headteacher', 'admin_hill', 'dsl'])
      assert.ok(isRoleMailbox(`${local}@hill.example`, name), local)
    assert.ok(!isRoleMailbox('g.head@hill.example', name))
    assert.ok(!isRoleMailbox('grace.admin@hill.example', name))
    assert.ok(!isRoleMailbox('jsmith@hill.example', name))
  })

  test('a slip in an address is near, another address is not', () => {
    assert.ok(nearEmails('jane.smith@hill.example', 'janesmith@hill.example'))
    assert.ok(nearEmails('jane.smith@hill.example', 'jane.smith@hlil.example'))
    assert.ok(!nearEmails('jane.smith@hill.example', 'bob.smith@hill.example'))
    assert.ok(!nearEmails('jane.smith@hill.example', 'jane.smith@riverside.example'))
  })
})

test('telephone numbers stay texts; a lost nought is put back; writings of one number are equal', () => {
  assert.equal(readPhone('1632960101').phone, '01632960101')
  assert.ok(readPhone('1632960101').note)
  assert.equal(readPhone(' (01632)  960101 ext. 7 ').phone, '(01632) 960101 ext. 7')
  assert.equal(readPhone('ask the office').phone, null)
  assert.equal(readPhone('n/a').phone, null)
  for (const text of ['+44 1632 960101', '+44 (0)1632 960101', '01632-960101', '0044 1632 960101'])
    assert.equal(phoneKey(text), '01632960101')
  assert.notEqual(phoneKey('01632 960101 x7'), phoneKey('01632 960101'))
})

test('slips count letters more, less, other and swapped, the same both ways round', () => {
  assert.equal(slips('oakfield', 'oakfeild', 2), 1)
  assert.equal(slips('smith', 'smyth', 2), 1)
  assert.equal(slips('brown', 'browne', 2), 1)
  assert.equal(slips('north', 'south', 1), 2)
  fc.assert(
    fc.property(
      fc.string({ maxLength: 8 }),
      fc.string({ maxLength: 8 }),
      (a, b) => slips(a, b, 9) === slips(b, a, 9),
    ),
  )
})
