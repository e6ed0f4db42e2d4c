import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { homePath, ownPath } from './own-path.ts'

test('a page of ours is a way back', () => {
  for (const path of [
    '/',
    '/network?area=2&q=a%20b',
    '/forums/1#places',
    '/sign-in-help',
    '/resume?path=%2Fchildren',
  ])
    assert.equal(ownPath(path), path)
})

test('another site, in any disguise, and sign-in itself are not', () => {
  const wrong = [
    undefined,
    '',
    'https://elsewhere.example',
    '//elsewhere.example',
    '/\\elsewhere.example',
    '/\t/elsewhere.example',
    '/a\n/b',
    'javascript:alert(1)',
    '/sign-in',
    '/sign-in?return=/sign-in',
    '/sign-out',
    `/${'a'.repeat(500)}`,
  ]
  for (const path of wrong) assert.equal(ownPath(path), homePath)
})

test('whatever is typed, a browser stays on this site', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((text) => `/${text}`),
      ),
      (text) => {
        assert.equal(new URL(ownPath(text), 'https://ours.example').origin, 'https://ours.example')
      },
    ),
  )
})
