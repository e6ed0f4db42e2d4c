import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { errorPage } from './errors.ts'
import { galleryFrame, galleryPage, visitorFrame } from './gallery.ts'
import { documentTitle, type Frame } from './render.ts'
import { rendererForTests } from './testing.ts'

test('the title of a document is the h1, the section and the name', () => {
  assert.equal(
    documentTitle({ title: 'New bulletin', section: 'Bulletins' }),
    'New bulletin – Bulletins – Holdfast',
  )
  assert.equal(documentTitle({ title: 'Bulletins', section: 'Bulletins' }), 'Bulletins – Holdfast')
  assert.equal(documentTitle({ title: 'Page not found' }), 'Page not found – Holdfast')
})

test('a page with errors says so first in its title and above its h1', async () => {
  const { renderer } = await rendererForTests()
  const html = renderer.render(galleryPage({ errors: true }), galleryFrame())
  assert.match(html, /<title>Error: People in the network – Network – Holdfast<\/title>/)
  assert.ok(html.indexOf('There is a problem') < html.indexOf('<h1'))
})

test('every line of the error summary leads to a control of that name', async () => {
  const { renderer } = await rendererForTests()
  const html = renderer.render(galleryPage({ errors: true }), galleryFrame())
  const summary = html.match(/govuk-error-summary__list">([\s\S]*?)<\/ul>/)?.[1] ?? ''
  const targets = [...summary.matchAll(/href="#([\w-]+)"/g)].map(([, id = '']) => id)
  assert.equal(targets.length, 8)
  for (const id of targets) assert.match(html, new RegExp(`<(input|select|textarea)[^>]* id="${id}"`), id)
})

async function renderTemplate(source: string, data: object, frame: Partial<Frame> = {}): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-views-'))
  try {
    await writeFile(path.join(folder, 'page.njk'), source)
    const { renderer } = await rendererForTests({ invented: folder })
    return renderer.render({ template: 'invented/page.njk', title: 'Invented', data }, galleryFrame(frame))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test("a module's template is found by the module's name and stands in the frame", async () => {
  const html = await renderTemplate(
    '{% extends "layout.njk" %}{% block content %}<h1>{{ words }}</h1>{% endblock %}',
    { words: 'Good morning' },
  )
  assert.match(html, /<main[\s\S]*<h1>Good morning<\/h1>[\s\S]*<\/main>/)
})

test('a hole in the data is a fault and never an empty place', async () => {
  await assert.rejects(renderTemplate('{{ missing }}', {}), /attempted to output null or undefined/)
})

test('text that a person typed stays text in every part that shows it', async () => {
  const html = await renderTemplate(
    `{% from "holdfast/lists.njk" import dataTable, filterTags, emptyState %}
     {% from "holdfast/record.njk" import recordHeader, summaryRows, timeline %}
     {% from "holdfast/forms.njk" import textField, textArea, radioField %}
     {% from "holdfast/status.njk" import statusTag %}
     {% from "holdfast/difference.njk" import difference %}
     {% from "holdfast/headings.njk" import subNavigation, pageHeading %}
     {{ dataTable({ caption: t, columns: [{ text: t }, { text: t }], rows: [{ cells: [{ text: t, href: "/x" }, { text: t, note: t }] }] }) }}
     {{ filterTags([{ category: t, text: t, href: "?" }], "?") }}
     {{ emptyState({ title: t, text: t }) }}
     {{ recordHeader({ name: t, kind: t, facts: [{ label: t, text: t }] }) }}
     {{ summaryRows([{ label: t, text: t, action: { href: "#" } }], t) }}
     {{ timeline([{ title: t, at: "2016-04-07", by: t, text: t }], {}) }}
     {{ textField({ values: { a: t }, errors: { a: t } }, { name: "a", label: t, hint: t }) }}
     {{ textArea({ values: { b: t }, errors: {} }, { name: "b", label: t }) }}
     {{ radioField({ values: {}, errors: {} }, { name: "c", label: t, options: [{ value: t, text: t, hint: t }] }) }}
     {{ statusTag("late", t) }} {{ difference([{ kind: "added", text: t }]) }}
     {{ subNavigation(t, [{ text: t, href: "#" }]) }} {{ pageHeading({ title: t, caption: t, intro: t }) }}`,
    { t: `<img src=x onerror="alert(1)">'` },
    { notices: [{ kind: 'warning', text: '<b onclick=1>' }] },
  )
  assert.doesNotMatch(html, /<img|<b /)
  assert.match(html, /&lt;img src=x/)
})

test('a notice stays text in the frame', async () => {
  const { renderer } = await rendererForTests()
  const notices: Frame['notices'] = [{ kind: 'success', text: '<b>', link: { href: '/x', text: '<i>' } }]
  const html = renderer.render(errorPage('notFound'), galleryFrame({ notices }))
  assert.match(html, /&lt;b&gt; <a class="govuk-link" href="\/x">&lt;i&gt;/)
})

test('a visitor is offered to sign in and sees nothing of those who are', async () => {
  const { renderer } = await rendererForTests()
  const html = renderer.render(errorPage('notFound'), galleryFrame({ ...visitorFrame, demo: false }))
  assert.match(html, /href="\/sign-in">Sign in</)
  assert.match(html, /Exit this page/)
  assert.doesNotMatch(html, /Sign out|invented-token|Erin|Demo/)
})

test('signing out is a form with its token, so that no link of a stranger can do it', async () => {
  const { renderer } = await rendererForTests()
  const html = renderer.render(errorPage('notFound'), galleryFrame())
  assert.match(
    html,
    /<form class="hf-account__out" action="\/sign-out" method="post">\s*<input type="hidden" name="_csrf"/,
  )
})

test('a printed sheet says its reference, who printed it and when', async () => {
  const { renderer } = await rendererForTests()
  const html = renderer.render(galleryPage(), galleryFrame())
  assert.match(
    html,
    /EP-2016-0412 · Printed by Erin Eastwood, Saltmarsh Partnership, on Mon 4 Apr 2016, 9:30am/,
  )
})

test('what may not be seen and what is not there give the same page', async () => {
  const { renderer } = await rendererForTests()
  const frame = galleryFrame()
  assert.equal(
    renderer.render(errorPage('notFound'), frame),
    renderer.render(errorPage('notFound', {}), frame),
  )
  assert.doesNotMatch(renderer.render(errorPage('notFound'), frame), /permission|allowed|forbidden|right/i)
})

test('a fault shows the reference to quote, and a wait says how long', async () => {
  const { renderer } = await rendererForTests()
  assert.match(renderer.render(errorPage('broken', { reference: 'req-7f3k2' }), galleryFrame()), /req-7f3k2/)
  assert.match(
    renderer.render(errorPage('tooMany', { retryAfterSeconds: 200 }), galleryFrame()),
    /Wait 4 minutes, then try again\./,
  )
})

test('a list page of 25 rows renders in a few milliseconds', async () => {
  const { renderer } = await rendererForTests()
  const page = galleryPage({ rows: 25 })
  const frame = galleryFrame()
  for (let warm = 0; warm < 20; warm++) renderer.render(page, frame)
  const began = performance.now()
  for (let again = 0; again < 20; again++) renderer.render(page, frame)
  // The gallery is some ten times an ordinary page and takes 5 ms; without trimBlocks it takes eight times as long.
  assert.ok((performance.now() - began) / 20 < 40)
})
