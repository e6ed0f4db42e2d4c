import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMailUrl, type SmtpServer } from './smtp-url.ts'

const read = (url: string): SmtpServer => {
  const check = parseMailUrl(url)
  assert.ok(check.ok, url)
  return check.server
}
const problem = (url: string): string => {
  const check = parseMailUrl(url)
  assert.ok(!check.ok, url)
  return check.problem
}

test('a full address gives every part, with the password decoded', () => {
  assert.deepEqual(
    read(
      'smtp://post%40work:p%40ss%2Fw%3Ard@mail.example:2525?connections=8&rate=20&name=hold.example&tls=offered',
    ),
    {
      host: 'mail.example',
      port: 2525,
      secure: false,
      startTls: 'offered',
      auth: { user: 'post@work', password: 'p@ss/w:rd' },
      helloName: 'hold.example',
      connections: 8,
      ratePerSecond: 20,
    },
  )
})

test('the port follows the kind of address', () => {
  assert.equal(read('smtp://mail.example').port, 587)
  assert.equal(read('smtps://mail.example').port, 465)
  assert.equal(read('smtps://mail.example').secure, true)
  assert.equal(read('smtp://[::1]:2525').host, '::1')
})

test('a password goes out only over TLS, except on this machine or where somebody wrote so', () => {
  assert.equal(read('smtp://u:p@mail.example').startTls, 'required')
  assert.equal(read('smtp://u:p@localhost').startTls, 'offered')
  assert.equal(read('smtp://u:p@mail.example?tls=never').startTls, 'never')
  assert.equal(read('smtp://mail.example').startTls, 'offered')
})

test('each mistake is named, and the password is never repeated', () => {
  const cases: [string, RegExp][] = [
    ['mail.example:25', /begin with smtp|not an address/],
    ['http://mail.example', /begin with smtp/],
    ['smtp://', /names no host|not an address/],
    ['smtp://user@mail.example', /without a password/],
    ['smtp://u:sekrit/x@mail.example', /text after|not an address/],
    ['smtp://u:sekrit%zz@mail.example', /%25/],
    ['smtp://u:sekrit@mail.example?pool=true', /unknown option "pool"/],
    ['smtp://u:sekrit@mail.example?tls=yes', /required, offered or never/],
    ['smtp://u:sekrit@mail.example?connections=0', /1 to 50/],
    ['smtp://u:sekrit@mail.example?rate=fast', /1 to 10000/],
    ['smtp://u:sekrit@mail.example?name=a%0d%0ab', /name of this machine/],
  ]
  for (const [url, sentence] of cases) {
    assert.match(problem(url), sentence)
    assert.match(problem(url), /HOLDFAST_MAIL_URL/)
    assert.doesNotMatch(problem(url), /sekrit/)
  }
})
