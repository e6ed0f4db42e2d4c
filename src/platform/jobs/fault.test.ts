import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultOf } from './fault.ts'

test('a failure is remembered by class, code and place, never by its words', () => {
  const secret = 'Key (email)=(ann@school.example) already exists\n    at Ann Example (home:1:1)'
  const error = Object.assign(new TypeError(secret, { cause: new RangeError('Ann again') }), {
    code: '23505',
    detail: secret,
  })
  const fault = faultOf(error)
  assert.equal(fault.fault, 'TypeError')
  assert.equal(fault.code, '23505')
  assert.match(fault.at[0] ?? '', /src\/platform\/jobs\/fault\.test\.ts:\d+:\d+$/)
  assert.equal(fault.cause?.fault, 'RangeError')
  assert.doesNotMatch(JSON.stringify(fault), /Ann|ann@|email/)
})

test('a code or a name that could be a sentence is left out', () => {
  const error = Object.assign(new Error('x'), { code: 'Ann Example is not here', name: 'Ann Example' })
  assert.deepEqual([faultOf(error).fault, faultOf(error).code], ['Error', null])
})

test('what was thrown without being an error is said to be just that', () => {
  assert.deepEqual(faultOf('Ann Example'), { fault: 'NotAnError', code: null, at: [] })
})
