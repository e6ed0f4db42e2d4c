import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderNotice, type Notice } from './notice.ts'

const notice: Notice = {
  partnership: 'Harbour & Hills Safeguarding Children Partnership',
  heading: 'Sign in to Holdfast',
  paragraphs: [
    'Somebody asked for a link to sign in with this address.',
    'If it was not you, do nothing <here>.',
  ],
  action: { label: 'Sign in', url: 'https://holdfast.example/sign-in?a=1&b=2' },
  afterAction: ['The link works once, for 20 minutes.'],
  reference: 'HF-2041',
  why: 'You get this because your organisation listed you as a member of the partnership.',
}

test('the text part says everything that the HTML says, with the whole link on a line of its own', () => {
  const { text } = renderNotice(notice)
  assert.ok(text.split('\n').includes('https://holdfast.example/sign-in?a=1&b=2'))
  for (const words of [
    notice.heading,
    'Reference: HF-2041',
    'The link works once',
    'You get this because',
    '<here>',
  ])
    assert.ok(text.includes(words), words)
  assert.ok(text.split('\n').every((line) => line.length <= 76))
})

test('words are escaped, and the link is there as a button and to copy', () => {
  const { html } = renderNotice(notice)
  assert.ok(html.includes('Harbour &amp; Hills'))
  assert.ok(html.includes('&lt;here&gt;'))
  assert.equal(html.split('href="https://holdfast.example/sign-in?a=1&amp;b=2"').length, 3)
})

test('nothing is fetched from anywhere when it is opened', () => {
  assert.doesNotMatch(renderNotice(notice).html, /<img|<script|<link |@import|url\(/)
})

test('a link that is not a web or mail address never reaches a mail', () => {
  assert.throws(
    () => renderNotice({ ...notice, action: { label: 'x', url: 'javascript:alert(1)' } }),
    /web or mail/,
  )
})
