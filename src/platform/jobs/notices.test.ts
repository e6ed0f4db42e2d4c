import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { declareJob } from './declare.ts'
import { noticeJobs } from './notices.ts'

const data = z.object({})
const left = { name: 'one.left', says: 'Somebody left', data, retries: 1 }
const listener = declareJob({ name: 'two.act', says: 'Acts', data, retries: 1, run: () => Promise.resolve() })

test('each notice becomes one job that carries it on', () => {
  const jobs = noticeJobs(
    [
      { name: 'one', notices: [left] },
      { name: 'two', listens: { 'one.left': 'two.act' } },
    ],
    [listener],
  )
  assert.deepEqual(
    jobs.map(({ name }) => name),
    ['one.left'],
  )
})

test('a module that listens to what nobody tells is found at the start', () => {
  assert.throws(
    () => noticeJobs([{ name: 'two', listens: { 'one.gone': 'two.act' } }], [listener]),
    /two listens to one\.gone, which nobody tells/,
  )
})

test('a module listens by a job of its own', () => {
  for (const job of ['two.none', 'one.other'])
    assert.throws(
      () => noticeJobs([{ name: 'two', listens: { 'one.left': job }, notices: [left] }], [listener]),
      /is not a job of its own/,
    )
})
