import assert from 'node:assert/strict'
import sharp from 'sharp'
import { scenario } from '#src/testing/scenario.ts'
import { anApprovedEdition, anEdition } from '../testing.ts'

const picture = () =>
  sharp({ create: { width: 400, height: 300, channels: 3, background: '#0e4b5a' } })
    .jpeg()
    .toBuffer()

scenario('an edition is made, gets articles in an order, and says what is missing', async ({ browser }) => {
  const erin = await browser('erin')
  const made = await erin.submit(await erin.get('/editions/new'), '/editions', {
    title: 'Network bulletin, May',
    ofMonth: '5',
    ofYear: '2016',
    'planned-day': '4',
    'planned-month': '5',
    'planned-year': '2016',
  })
  assert.equal(made.h1, 'Network bulletin, May')
  assert.match(made.text, /Write at least one article/)
  const first = await erin.submit(made, `${made.url}/articles`, { heading: 'One' })
  assert.match(first.url, /^\/articles\//)
  await erin.submit(await erin.get(made.url), `${made.url}/articles`, { heading: 'Two' })
  const two = await erin.get(made.url)
  assert.match(two.text, /Write the text of article 1, “One”/)
  const [, second] = [...two.document.querySelectorAll('.hf-outline__heading')].map((one) =>
    one.getAttribute('href'),
  )
  const moved = await erin.submit(two, `${second}/moves`, { to: 'up' })
  assert.deepEqual(
    [...moved.document.querySelectorAll('.hf-outline__heading')].map((one) => one.textContent),
    ['Two', 'One'],
  )
  const out = await erin.submit(moved, `${second}/removal`)
  assert.equal(out.document.querySelectorAll('.hf-outline__item').length, 1)
  const back = await erin.submit(out, `${second}/return`)
  assert.equal(back.document.querySelectorAll('.hf-outline__item').length, 2)
  const nameless = await erin.submit(back, `${made.url}/articles`, { part: 'article', heading: '' })
  assert.deepEqual(nameless.errors, ['Give the new article a heading'])
  assert.equal(nameless.status, 422)
})

scenario(
  'title and mail of an edition are changed, and a month that is only half given is asked for',
  async (world) => {
    const { id } = await anEdition(world)
    const erin = await world.browser('erin')
    const url = `/editions/${id}/lines`
    const wrong = await erin.submit(await erin.get(url), url, { ofMonth: '4', ofYear: '' })
    assert.deepEqual(wrong.errors, ['Choose the month and enter its year, like 2016, or leave both empty'])
    const done = await erin.submit(wrong, url, {
      title: 'April',
      subject: 'April\r\nBcc: x@y.example',
      ofMonth: '4',
      ofYear: '2016',
    })
    assert.deepEqual(done.errors, [])
    assert.equal(done.h1, 'April')
    assert.match(done.text, /April Bcc: x@y\.example/, 'a line break in a subject is only a space')
  },
)

scenario(
  'two people who write the same text are told of each other, and neither loses a word',
  async (world) => {
    const { articles } = await anEdition(world)
    const url = `/articles/${articles[0] ?? ''}`
    const erin = await world.browser('erin')
    const femi = await world.browser('femi')
    const erins = await erin.get(url)
    const femis = await femi.get(url)
    assert.match(femis.text, /Erin Maddox has this text open too/)
    await erin.submit(erins, url, { heading: 'By Erin', body: 'What Erin wrote.' })
    const clash = await femi.submit(femis, url, { heading: 'By Femi', body: 'What Femi wrote.' })
    assert.equal(clash.status, 422)
    assert.match(clash.errors[0] ?? '', /Somebody saved this text after you opened it/)
    assert.match(
      clash.document.querySelector('.hf-clash')?.innerHTML ?? '',
      /<del>Erin<\/del>.*<ins>Femi<\/ins>/s,
    )
    assert.equal(femi.formOf(clash, url)['body'], 'What Femi wrote.', 'what was typed stands in the form')
    const both = await femi.submit(clash, url, { body: 'What Erin wrote.\n\nWhat Femi wrote.' })
    assert.equal(both.status, 200)
    const rows = await world.owner<{ number: number }>(
      'select number from bulletin.article_version where article_id = $1 order by number',
      [articles[0]],
    )
    assert.deepEqual(
      rows.map(({ number }) => number),
      [1, 2, 3],
    )
  },
)

scenario('what was typed and not saved is offered back to its writer and to nobody else', async (world) => {
  const { articles } = await anEdition(world)
  const url = `/articles/${articles[0] ?? ''}`
  const erin = await world.browser('erin')
  const form = erin.formOf(await erin.get(url), url)
  const kept = await erin.raw(
    'POST',
    `${url}/draft`,
    JSON.stringify({ ...form, heading: 'Half a heading', body: 'Half a sentence', turn: '1' }),
    { 'content-type': 'application/json', accept: 'application/json' },
  )
  assert.equal(kept.statusCode, 200)
  assert.deepEqual(kept.json(), { others: [], newer: false })
  const again = await erin.get(url)
  assert.match(again.text, /words of yours that were not saved/)
  const draft = await erin.get(`${url}?draft=yes`)
  assert.equal(erin.formOf(draft, url)['body'], 'Half a sentence')
  const femi = await world.browser('femi')
  assert.doesNotMatch((await femi.get(url)).text, /not saved/)
  const dropped = await erin.submit(again, `${url}/draft/removal`)
  assert.doesNotMatch(dropped.text, /not saved/)
  assert.deepEqual(await world.owner('select * from bulletin.autosave'), [])
})

scenario('every save is a version; versions are compared word by word and brought back', async (world) => {
  const { articles } = await anEdition(world, { body: 'The first words.' })
  const url = `/articles/${articles[0] ?? ''}`
  const erin = await world.browser('erin')
  await erin.submit(await erin.get(url), url, { body: 'The second words.' })
  const list = await erin.get(`${url}/versions`)
  assert.match(list.text, /Version 2.*Version 1/s)
  const second = await erin.get(`${url}/versions/2`)
  assert.match(second.body, /<del>first<\/del>.*<ins>second<\/ins>/s)
  const first = await erin.get(`${url}/versions/1`)
  const back = await erin.submit(first, `${url}/versions/1/return`)
  assert.equal(erin.formOf(back, url)['body'], 'The first words.')
  assert.match((await erin.get(`${url}/versions`)).text, /Brought version 1 back/)
})

scenario(
  'a picture is added with its words, drawn anew, and is private until it is published',
  async (world) => {
    const { articles } = await anEdition(world)
    const url = `/articles/${articles[0] ?? ''}`
    const erin = await world.browser('erin')
    const file = { field: 'picture', name: 'boats.jpg', bytes: await picture() }
    const wordless = await erin.submit(await erin.get(url), url, { body: 'Words I typed' }, [file])
    assert.match(wordless.errors[0] ?? '', /Say in words what the picture shows/)
    assert.equal(erin.formOf(wordless, url)['body'], 'Words I typed')
    const added = await erin.submit(wordless, url, { alt: 'Two boats', caption: 'On the Larkmere' }, [file])
    const image = added.document.querySelector('main img')
    assert.equal(image?.getAttribute('alt'), 'Two boats')
    assert.match(
      String(erin.formOf(added, url)['body']),
      /!\[Two boats\]\(image:[0-9a-f-]+ .*On the Larkmere/,
    )
    const src = image?.getAttribute('src') ?? ''
    assert.equal((await erin.raw('GET', src)).statusCode, 200)
    assert.equal((await (await world.browser()).raw('GET', src)).statusCode, 404)
    assert.equal((await (await world.browser('ann')).raw('GET', src)).statusCode, 404)
  },
)

scenario('what is no picture is refused in words, and so is a picture of another place', async (world) => {
  const { articles } = await anEdition(world)
  const url = `/articles/${articles[0] ?? ''}`
  const erin = await world.browser('erin')
  const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
  const fake = await erin.submit(await erin.get(url), url, { alt: 'A picture' }, [
    { field: 'picture', name: 'photo.jpg', bytes },
  ])
  assert.equal(fake.status, 422)
  assert.match(fake.errors[0] ?? '', /Choose a picture/)
  assert.ok((await picture()).length > 400)
  const cut = await erin.submit(await erin.get(url), url, { alt: 'A picture' }, [
    { field: 'picture', name: 'photo.jpg', bytes: (await picture()).subarray(0, 300) },
  ])
  assert.equal(cut.status, 422)
  const foreign = await erin.submit(await erin.get(url), url, {
    body: `![Not ours](image:${crypto.randomUUID()})`,
  })
  assert.match(foreign.errors[0] ?? '', /names a picture that was not added here/)
})

scenario(
  'a 300-character heading, right-to-left words, emoji and markup are kept as words',
  async (world) => {
    const { id, articles } = await anEdition(world)
    const url = `/articles/${articles[0] ?? ''}`
    const erin = await world.browser('erin')
    const long = await erin.submit(await erin.get(url), url, { heading: 'h'.repeat(301) })
    assert.deepEqual(long.errors, ['Use 300 characters or fewer'])
    const heading = `نحن هنا 👩‍👩‍👧 ${'h'.repeat(280)}`
    const saved = await erin.submit(long, url, {
      heading,
      body: '<script>alert(1)</script>\n\n[press](javascript:alert(1)) [write](mailto:ann@school.example) \u202eabc',
    })
    assert.equal(saved.h1, heading)
    const preview = await erin.get(`/editions/${id}/preview/web`)
    assert.equal(preview.document.querySelectorAll('main script').length, 0)
    const links = [...preview.document.querySelectorAll('.hf-prose a')].map((one) => one.getAttribute('href'))
    assert.deepEqual(links, ['mailto:ann@school.example'])
  },
)

scenario('a change after approval voids it, and what is scheduled is not changed at all', async (world) => {
  const { id, articles } = await anApprovedEdition(world)
  const url = `/articles/${articles[0] ?? ''}`
  const erin = await world.browser('erin')
  const page = await erin.get(url)
  assert.match(page.text, /Saving takes it back to its writers/)
  await erin.submit(page, url, { body: 'One more word.' })
  assert.match((await erin.get(`/editions/${id}`)).text, /Being written/)
  const [row] = await world.owner<{ state: string }>('select state from bulletin.approval')
  assert.equal(row?.state, 'void')
})
