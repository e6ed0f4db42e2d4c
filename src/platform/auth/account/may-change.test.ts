import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreedStrength } from '../agency/agreement.ts'
import { deviceOf } from '../session/device.ts'
import { mayChangeWaysIn } from './may-change.ts'

test('a link changes the ways in only while there is no other', () => {
  assert.equal(mayChangeWaysIn('link', { hasStrongWay: false, held: false }), true)
  assert.equal(mayChangeWaysIn('link', { hasStrongWay: true, held: false }), false)
  assert.equal(mayChangeWaysIn('strong', { hasStrongWay: true, held: false }), true)
})

test('a link changes nothing while the address it went to is held', () => {
  assert.equal(mayChangeWaysIn('link', { hasStrongWay: false, held: true }), false)
  assert.equal(mayChangeWaysIn('strong', { hasStrongWay: false, held: true }), true)
})

test('an agency’s word is strong only in the values that were agreed', () => {
  const agreed = { acrValues: ['urn:agreed:high'], amrValues: ['mfa'] }
  assert.equal(agreedStrength(agreed, { acr: 'urn:agreed:high' }), 'strong')
  assert.equal(agreedStrength(agreed, { amr: ['pwd', 'mfa'] }), 'strong')
  for (const told of [
    {},
    { acr: 'urn:agreed:higher' },
    { acr: ['urn:agreed:high'] },
    { amr: 'mfa' },
    { amr: ['pwd'] },
  ])
    assert.equal(agreedStrength(agreed, told), 'link')
  assert.equal(agreedStrength({ acrValues: [], amrValues: [] }, { acr: '', amr: [''] }), 'link')
})

test('a device is named in words its owner knows, and by nothing that tells one machine from another', () => {
  const words = {
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0':
      'Edge on Windows',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1':
      'Safari on iPhone',
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0': 'Firefox on Linux',
    'curl/8': 'A browser',
  }
  for (const [sent, told] of Object.entries(words)) assert.equal(deviceOf(sent), told)
  assert.equal(deviceOf(undefined), 'A browser')
})
