import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { signLink, verifyLink, type LinkKey } from './links.ts'

const old: LinkKey = { version: 1, secret: 'an old secret of the test, long enough to be one' }
const current: LinkKey = { version: 2, secret: 'a newer secret of the test, long enough as well' }
const now = new Date('2026-03-02T09:00:00Z')

test('a token comes back as the id that went in and fits into an address as it is', () => {
  const subject = fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,60}$/)
  fc.assert(
    fc.property(subject, (id) => {
      const token = signLink({ purpose: 'unsubscribe', subject: id }, [current])
      assert.equal(encodeURIComponent(token), token)
      assert.deepEqual(verifyLink(token, 'unsubscribe', [current], now), { ok: true, subject: id })
    }),
  )
})

test('changing any one character of a token spoils it', () => {
  const token = signLink({ purpose: 'preferences', subject: 'r-17', expires: new Date('2027-01-01') }, [
    current,
  ])
  for (let at = 0; at < token.length; at += 1) {
    const changed = token.slice(0, at) + (token[at] === 'x' ? 'y' : 'x') + token.slice(at + 1)
    assert.equal(verifyLink(changed, 'preferences', [current], now).ok, false, changed)
  }
})

test('a token for one purpose is worthless for another', () => {
  const token = signLink({ purpose: 'preferences', subject: 'r-17' }, [current])
  assert.deepEqual(verifyLink(token, 'unsubscribe', [current], now), { ok: false, reason: 'forged' })
})

test('a token ends at its moment and not before', () => {
  const token = signLink({ purpose: 'sign-in', subject: 'r-17', expires: now }, [current])
  assert.equal(verifyLink(token, 'sign-in', [current], new Date(now.getTime() - 1)).ok, true)
  assert.deepEqual(verifyLink(token, 'sign-in', [current], now), { ok: false, reason: 'expired' })
})

test('after the secret changes, old links still open until the old one is dropped', () => {
  const token = signLink({ purpose: 'unsubscribe', subject: 'r-17' }, [old])
  assert.equal(verifyLink(token, 'unsubscribe', [current, old], now).ok, true)
  assert.deepEqual(verifyLink(token, 'unsubscribe', [current], now), { ok: false, reason: 'forged' })
})

test('what is no token at all is malformed, however long it is', () => {
  for (const text of [
    '',
    '~~~',
    '2~a~~short',
    'x'.repeat(100_000),
    '2~ann@school.example~~' + 'a'.repeat(32),
  ])
    assert.deepEqual(verifyLink(text, 'unsubscribe', [current], now), { ok: false, reason: 'malformed' })
})

test('an address or a name cannot be put into a token', () => {
  assert.throws(
    () => signLink({ purpose: 'unsubscribe', subject: 'ann@school.example' }, [current]),
    /opaque/,
  )
  assert.throws(() => signLink({ purpose: 'unsubscribe', subject: 'Ann Hill' }, [current]), /opaque/)
})
