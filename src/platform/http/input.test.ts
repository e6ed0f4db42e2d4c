import assert from 'node:assert/strict'
import { formEvents, formRoutes, sendNote, tokenFor } from '#src/testing/trial-forms.ts'
import { scenario, type World } from '#src/testing/scenario.ts'
import { formType, makeNotes, withTrialHouse, type TrialHouse } from '#src/testing/trial-house.ts'

const withForms = async (world: World, work: (house: TrialHouse) => Promise<void>) => {
  await makeNotes(world)
  await withTrialHouse(world, { routes: formRoutes, events: formEvents }, work)
}

const notes = async (world: World) =>
  (await world.owner<{ words: string }>('select words from trial.note order by words')).map(
    ({ words }) => words,
  )

const isPlainPage = (
  response: { statusCode: number; headers: object; body: string },
  status: number,
  what: string,
) => {
  assert.equal(response.statusCode, status, what)
  assert.match(response.body, /<h1 /, what)
  assert.doesNotMatch(response.body, /FST_|node:|stack|Error:.*at /, what)
}

scenario('a character that cannot be kept is taken out, told, and everything else is given back', (world) =>
  withForms(world, async ({ browser }) => {
    const ann = await browser('ann')
    const token = await tokenFor(ann)
    const zero = await sendNote(ann, token, 'before\0after')
    assert.equal(zero.statusCode, 422)
    assert.match(zero.body, /typed: beforeafter/)
    assert.match(zero.body, /a character that cannot be kept/)
    const half = await ann.raw(
      'POST',
      '/trial/notes',
      JSON.stringify({ _token: token, words: 'half \ud800 a pair' }),
      {
        'content-type': 'application/json',
      },
    )
    assert.equal(half.statusCode, 422)
    const name = await ann.raw('POST', '/trial/notes', `_token=${token}&words=fine&na%00me=x`, formType)
    assert.equal(name.statusCode, 422)
    assert.deepEqual(await notes(world), [])
    const visitor = await browser()
    const plain = await visitor.raw('POST', '/trial/visitor-notes', 'words=%00', formType)
    isPlainPage(plain, 422, 'a form that cannot be shown again')
  }),
)

scenario('in an address such a character means nothing is there, or that a filter is not set', (world) =>
  withForms(world, async ({ browser }) => {
    const ann = await browser('ann')
    for (const url of [
      '/trial/notes/%00',
      '/trial/notes/3f2b8c1e-6d4a-4b7e-9c55-0a1b2c3d4e5f%00',
      '/trial/notes/%ED%A0%80',
      '/%00',
      '/home%00',
    ])
      isPlainPage(await ann.raw('GET', url), 404, url)
    for (const query of [
      'filter=%00',
      'filter=a&filter=b',
      'filter[x]=y',
      'filter=%ff',
      '__proto__=x',
      'constructor=x',
      `filter=a%00&other=b`,
    ]) {
      const page = await ann.fetch(`/trial/form?${query}`)
      assert.equal(page.status, 200, query)
      assert.ok(page.text.includes(query === 'filter=%ff' ? 'filter' : 'filter none'), query)
    }
  }),
)

scenario('every other character is kept as it was typed', (world) =>
  withForms(world, async ({ browser }) => {
    const ann = await browser('ann')
    const texts = [
      'שלום עולם',
      'مرحبا',
      '👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
      '<script>alert(1)</script>',
      "'; drop table trial.note; --",
      '{{ 7*7 }} {% if %}',
      '‮gnihtemos',
      'ﷺ'.repeat(50),
      '=cmd|calc',
    ]
    for (const text of texts) {
      const sent = await sendNote(ann, await tokenFor(ann), text)
      assert.equal(sent.statusCode, 303, text)
      const page = await ann.fetch(String(sent.headers.location))
      assert.ok(page.text.includes(text), text)
    }
    assert.deepEqual((await notes(world)).toSorted(), texts.toSorted())
  }),
)

scenario('names that every object has do not reach into the house', (world) =>
  withForms(world, async ({ browser }) => {
    const ann = await browser('ann')
    const token = await tokenFor(ann)
    for (const name of [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      '__proto__[roles]',
      'constructor[prototype][roles]',
    ]) {
      const body = `_token=${token}&words=${encodeURIComponent(name)}&${encodeURIComponent(name)}=officer`
      const sent = await ann.raw('POST', '/trial/notes', body, formType)
      assert.equal(sent.statusCode, 303, name)
      const only = await ann.raw(
        'POST',
        '/trial/notes',
        `_token=${token}&${encodeURIComponent(name)}=x`,
        formType,
      )
      assert.equal(only.statusCode, 422, name)
    }
    for (const json of [
      '{"__proto__":{"words":"x"}}',
      '{"constructor":{"prototype":{"words":"x"}}}',
      '{"words":{"toString":"x"}}',
      '{"words":7}',
      '[]',
      '"x"',
      'null',
      '7',
      '{"words":[["x"]]}',
    ]) {
      const sent = await ann.raw('POST', '/trial/notes', json, { 'content-type': 'application/json' })
      assert.ok([400, 422].includes(sent.statusCode), `${json} ${sent.statusCode}`)
    }
    assert.equal(({} as Record<string, unknown>)['words'], undefined)
    assert.equal((await ann.raw('GET', '/trial/officers')).statusCode, 404)
  }),
)

scenario('a body that is no form, or in a kind nobody sends, is refused in plain words', (world) =>
  withForms(world, async ({ browser }) => {
    const ann = await browser('ann')
    const kinds: [number, string, string][] = [
      [400, 'application/json', '{"words":'],
      [400, 'application/json', ''],
      [400, 'text/plain', 'words=x'],
      [415, 'image/png', 'x'],
      [415, 'application/xml', '<words/>'],
      [415, 'not a type', 'x'],
      [415, 'multipart/form-data; boundary=x', '--x--\r\n'],
      [415, 'multipart/mixed; boundary=x', '--x--\r\n'],
    ]
    for (const [status, type, body] of kinds)
      isPlainPage(
        await ann.raw('POST', '/trial/notes', body, { 'content-type': type }),
        status,
        `${type} ${body}`,
      )
    assert.equal((await ann.raw('POST', '/trial/notes')).statusCode, 422)
    assert.deepEqual(await notes(world), [])
  }),
)

scenario(
  'a form of more than two megabytes is refused in plain words, and one of just under is taken',
  (world) =>
    withForms(world, async ({ browser }) => {
      const ann = await browser('ann')
      const big = await sendNote(ann, 'x', 'x'.repeat(2_000_001))
      isPlainPage(big, 413, 'big')
      assert.match(big.body, /larger than Holdfast takes in one go/)
      const under = await sendNote(ann, await tokenFor(ann), 'x'.repeat(1_990_000))
      assert.equal(under.statusCode, 422)
      assert.match(under.body, /Use 200 characters or fewer/)
      const many = Array.from({ length: 20_000 }, (_, n) => `f${n}=x`).join('&')
      assert.equal((await ann.raw('POST', '/trial/notes', `_token=x&${many}`, formType)).statusCode, 422)
    }),
)

scenario('files are held to their number and size, and bad ones are refused in plain words', (world) =>
  withForms(world, async ({ browser }) => {
    const ann = await browser('ann')
    const token = await tokenFor(ann)
    const file = (size: number, field = 'file', name = 'list.csv') =>
      `--b\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n${'x'.repeat(size)}\r\n`
    const field = (name: string, value: string) =>
      `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const send = (parts: string, end = '--b--\r\n') =>
      ann.raw('POST', '/trial/files', `${field('_token', token)}${parts}${end}`, {
        'content-type': 'multipart/form-data; boundary=b',
      })
    assert.equal((await send(file(50_000))).statusCode, 303)
    const big = await send(file(50_001))
    isPlainPage(big, 413, 'too large')
    assert.match(big.body, /That file is too big/)
    isPlainPage(await send(file(10) + file(10) + file(10)), 413, 'too many')
    assert.equal((await send(file(0, 'file', ''))).statusCode, 303)
    isPlainPage(await send(file(10), ''), 400, 'cut off')
    isPlainPage(await send(field('__proto__', 'x')), 400, 'a name that every object has')
    assert.equal((await send(file(10, 'file', '../../etc/passwd\0.csv'))).statusCode, 303)
    isPlainPage(
      await send(Array.from({ length: 300 }, (_, n) => field(`f${n}`, 'x')).join('')),
      413,
      'many fields',
    )
    isPlainPage(await send(field('about', 'x'.repeat(1_000_001))), 413, 'a long field')
    const none = await ann.raw('POST', '/trial/files', 'x', { 'content-type': 'multipart/form-data' })
    isPlainPage(none, 400, 'no boundary')
    const taken = await world.owner<{ fields: { size: number } }>(
      `select fields from platform.audit_entry where event = 'trial.file_taken' order by id`,
    )
    assert.deepEqual(
      taken.map(({ fields }) => fields.size),
      [50_000, 0, 10],
    )
  }),
)
