import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { jobDataProblems } from './data-problems.ts'

test('ids, numbers, days, moments and named choices may travel in a job', () => {
  const data = z.strictObject({
    personId: z.uuid(),
    editionIds: z.array(z.uuid()),
    part: z.number().int(),
    on: z.iso.date(),
    at: z.iso.datetime(),
    how: z.enum(['again', 'first']),
    kind: z.literal('test').optional(),
    areaId: z.uuid().nullable(),
  })
  assert.deepEqual(jobDataProblems(data), [])
})

test('words, addresses, loose objects and unknown things may not', () => {
  const data = z.strictObject({
    name: z.string(),
    mail: z.email(),
    inner: z.object({ note: z.string() }),
    any: z.unknown(),
  })
  assert.deepEqual(jobDataProblems(data), [
    'data.name is free text',
    'data.mail is free text',
    'data.inner takes unknown names: use z.strictObject',
    'data.inner.note is free text',
    'data.any holds anything',
  ])
})
