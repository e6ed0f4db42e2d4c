import assert from 'node:assert/strict'
import test from 'node:test'
import { HtmlValidate } from 'html-validate'
import { errorPage, type ErrorKind } from './errors.ts'
import { galleryFrame, galleryPage, visitorFrame } from './gallery.ts'
import type { Frame, Page } from './render.ts'
import { rendererForTests } from './testing.ts'

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    // Blank lines of templates are nobody's concern; they compress to nothing.
    'no-trailing-whitespace': 'off',
    // Tables laid out as cards lose their meaning in some browsers unless the roles are written out; GOV.UK's date
    // input writes one out for a screen reader.
    'no-redundant-role': 'off',
    // Checkboxes of one question share their name, as radios do.
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'submit'] }],
    // MOJ's alert writes its role out, and GOV.UK's "Exit this page" is a link that answers to the space bar.
    'prefer-native-element': ['error', { exclude: ['region', 'status', 'button'] }],
    // Two more habits of MOJ's alert, harmless: its icon's role, and the hidden button that we never show.
    'presentation-role-style': 'off',
    'no-implicit-button-type': 'off',
  },
})

const pages: readonly (readonly [string, Page, Partial<Frame>])[] = [
  ['the gallery', galleryPage(), {}],
  ['the gallery with errors', galleryPage({ errors: true }), {}],
  ['the gallery with no rows', galleryPage({ rows: 0 }), { search: null, nav: [], demo: false }],
  ['the gallery with one row', galleryPage({ rows: 1 }), visitorFrame],
  [
    'the gallery with 200 rows',
    galleryPage({ rows: 200 }),
    { notices: [{ kind: 'success', text: 'Saved.' }] },
  ],
  ...(
    [
      'badRequest',
      'signInAgain',
      'formExpired',
      'notFound',
      'tooLarge',
      'notAccepted',
      'tooMany',
      'broken',
      'unavailable',
    ] satisfies ErrorKind[]
  ).map(
    (kind) => [`the page for ${kind}`, errorPage(kind, { reference: 'req-7f3k2' }), visitorFrame] as const,
  ),
]

for (const [name, page, frame] of pages) {
  test(`${name} is valid HTML with one h1 and nothing that our content policy forbids`, async () => {
    const { renderer } = await rendererForTests()
    const html = renderer.render(page, galleryFrame(frame))
    const report = await validator.validateString(html)
    const problems = report.results.flatMap(({ messages }) =>
      messages.map(
        ({ ruleId, message, line }) => `${ruleId}: ${message}\n  ${html.split('\n')[line - 1]?.trim()}`,
      ),
    )
    assert.deepEqual(problems, [])
    assert.equal(html.match(/<h1/g)?.length, 1)
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]* src=)/i)
    assert.doesNotMatch(html, /\bplease\b|undefined|\[object/i)
    for (const [, url = ''] of html.matchAll(/(?:src|href)="(\w+:)/g)) assert.match(url, /^https:$/)
  })
}
