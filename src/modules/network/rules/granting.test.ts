import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decideRequest, mayAsk, mayDecide, type Asker, type RoleRule } from './granting.ts'

const practitioner: RoleRule = {
  role: 'practitioner',
  askedBy: ['coordinator'],
  decidedBy: ['service_manager'],
  decision: 'second_person',
  opens: 'casework',
}
const champion: RoleRule = {
  role: 'champion',
  askedBy: ['coordinator', 'officer'],
  decidedBy: ['officer'],
  decision: 'same_person',
  opens: 'network',
}
const asker = (over: Partial<Asker>): Asker => ({ personId: 'me', held: [], coordinates: [], ...over })
const officer = asker({ held: [{ role: 'officer', areaId: null }] })
const coordinator = asker({ held: [{ role: 'coordinator', areaId: null }], coordinates: ['trust'] })
const subject = { personId: 'her', organisations: ['trust'] }

test('a casework role is asked for by the coordinator of the organisation in which the person is in post', () => {
  assert.equal(mayAsk(practitioner, coordinator, subject, 'trust'), true)
  assert.equal(mayAsk(practitioner, coordinator, { ...subject, organisations: ['school'] }, 'trust'), false)
  assert.equal(mayAsk(practitioner, coordinator, subject, 'school'), false)
  assert.equal(mayAsk(practitioner, officer, subject, null), false)
})

test('nobody asks for a role for themselves, whatever they hold', () => {
  assert.equal(mayAsk(champion, officer, { ...subject, personId: 'me' }, null), false)
  assert.equal(mayAsk(champion, coordinator, { ...subject, personId: 'me' }, 'trust'), false)
})

test('the responsible manager decides, for their area or for all', () => {
  const request = { personId: 'her', requestedBy: 'him', areaId: 'north' }
  const manager = (areaId: string | null) => asker({ held: [{ role: 'service_manager', areaId }] })
  assert.equal(mayDecide(practitioner, manager(null), request), true)
  assert.equal(mayDecide(practitioner, manager('north'), request), true)
  assert.equal(mayDecide(practitioner, manager('south'), request), false)
  assert.equal(mayDecide(practitioner, manager('north'), { ...request, areaId: null }), false)
})

test('nobody decides on themselves, and where two are needed not on what they asked for', () => {
  const both = asker({ held: [{ role: 'service_manager', areaId: null }] })
  const request = { personId: 'her', requestedBy: 'me', areaId: null }
  assert.equal(mayDecide(practitioner, both, request), false)
  assert.equal(mayDecide(practitioner, both, { ...request, personId: 'me', requestedBy: 'him' }), false)
  assert.equal(mayDecide(champion, officer, request), true)
})

test('an administrator decides on nothing', () => {
  const administrator = asker({ held: [{ role: 'administrator', areaId: null }] })
  const request = { personId: 'her', requestedBy: 'him', areaId: null }
  for (const rule of [practitioner, champion]) assert.equal(mayDecide(rule, administrator, request), false)
})

test('what is decided already is not decided again', () => {
  assert.deepEqual(decideRequest('requested', 'grant'), { ok: true, state: 'granted' })
  assert.deepEqual(decideRequest('requested', 'refuse'), { ok: true, state: 'refused' })
  for (const state of ['granted', 'refused', 'ended'] as const)
    assert.equal(decideRequest(state, 'grant').ok, false)
})
