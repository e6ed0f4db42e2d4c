import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { plainWords } from '#platform/richtext/plain-text.ts'
import { richTextProblems } from '#platform/richtext/schema.ts'
import { splitIntoArticles } from '../rules/import/split-into-articles.ts'
import { mend, mergeWithPrevious, putBack, splitAt } from '../rules/import/mend.ts'
import type { ImportPlan } from '../rules/import/types.ts'
import { readBulletin } from './read-bulletin.ts'

// Each word is its own, so that none can stand in for another.
const anyWords = (least: number, most: number) =>
  fc.array(fc.constantFrom('', 'a', 'b', 'Xy'), { minLength: least, maxLength: most })

type Chunk = { readonly kind: string; readonly lengths: readonly string[] }
const chunk: fc.Arbitrary<Chunk> = fc.oneof(
  ...['heading', 'capitals', 'numbered', 'colon', 'bold', 'under', 'hashes'].map((kind) =>
    anyWords(1, 7).map((lengths) => ({ kind, lengths })),
  ),
  ...['paragraph', 'wrapped', 'quote', 'tight', 'address', 'table'].map((kind) =>
    anyWords(2, 40).map((lengths) => ({ kind, lengths })),
  ),
  ...['bullets', 'dashes', 'letters', 'numbers', 'tabs'].map((kind) =>
    anyWords(1, 5).map((lengths) => ({ kind, lengths })),
  ),
)

/** Text in which every word is different, and those words in order. */
const write = (
  chunks: readonly Chunk[],
  asHtml: boolean,
): { readonly text: string; readonly words: string[] } => {
  const words: string[] = []
  const next = (upper = false): string => {
    const word = `${upper ? 'W' : 'w'}${words.length}q`
    words.push(word.toLowerCase())
    return word
  }
  const parts = chunks.map(({ kind, lengths }) => {
    const line = (ends = '') => lengths.map((_, at) => next(at === 0)).join(' ') + ends
    const items = (sign: (at: number) => string, tag: string) => {
      const lines = lengths.map((_, at) => `${asHtml ? '<li>' : sign(at)}${next(true)} ${next()}`)
      return asHtml ? `<${tag}>${lines.join('')}</${tag}>` : lines.join('\n')
    }
    switch (kind) {
      case 'heading':
        return asHtml ? `<h2>${line()}</h2>` : line()
      case 'capitals':
        return asHtml ? `<p>${line().toUpperCase()}</p>` : line().toUpperCase()
      case 'numbered':
        return asHtml ? `<p>${line()}</p>` : `2. ${line()}`
      case 'colon':
        return asHtml ? `<p>${line(':')}</p>` : line(':')
      case 'bold':
        return asHtml ? `<p><b>${line()}</b></p>` : `**${line()}**`
      case 'under':
        return asHtml ? `<h3>${line()}</h3>` : `${line()}\n-----`
      case 'hashes':
        return asHtml ? `<h1>${line()}</h1>` : `# ${line()}`
      case 'quote':
        return asHtml ? `<p>“${line('.')}”</p>` : `“${line('.')}” – ${next(true)}`
      case 'wrapped':
        return asHtml ? `<div>${line('.')}</div>` : line('.').replaceAll(/(.{60,70}) /gu, '$1\n')
      case 'tight':
        return asHtml
          ? `<p><b>${next(true)}</b><br>${line('.')}</p>`
          : `${next(true)} ${next()}\n${line('.')}`
      case 'address':
        return asHtml ? `<p>${line()}<br>${line()}</p>` : `${line()}\n${line()}`
      case 'table':
        return asHtml
          ? `<table><tr><td>${line()}</td><td>${line()}</td></tr><tr><td>${next()}</td><td>${next()}</td></tr></table>`
          : `${next(true)}\t${next()}\n${next(true)}\t${next()}`
      case 'bullets':
        return items(() => '• ', 'ul')
      case 'dashes':
        return items((at) => (at === 2 ? '  - ' : '- '), 'ul')
      case 'letters':
        return items(() => 'o\t', 'ul')
      case 'numbers':
        return items((at) => `${at + 1}. `, 'ol')
      case 'tabs':
        return asHtml
          ? `<p>${line()}</p>`
          : `${line(':')}\n\t${next(true)} ${next()}\n\t${next(true)} ${next()}`
      default:
        return asHtml ? `<p>${line('.')}</p>` : line('.')
    }
  })
  return { text: parts.join('\n\n'), words }
}

const wordsIn = (plan: ImportPlan): string[] => {
  const text = [
    plan.title,
    ...plan.leftOut.map(({ body }) => plainWords(body)),
    plainWords(plan.introduction),
    ...plan.articles.map(({ heading, body }) => `${heading} ${plainWords(body)}`),
    plainWords(plan.closing),
  ].join(' ')
  return text.toLowerCase().match(/w\d+q/gu) ?? []
}

const cases = fc.record({
  chunks: fc.array(chunk, { minLength: 1, maxLength: 12 }),
  kind: fc.constantFrom('txt', 'md', 'html'),
})

const planOf = async (text: string, kind: string): Promise<ImportPlan> => {
  const read = await readBulletin({ name: `a.${kind}`, bytes: Buffer.from(text) })
  assert.ok(read.ok)
  return splitIntoArticles(read.blocks)
}

test('every word of a bulletin is in its plan exactly once and in order, whatever it is made of', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ chunks, kind }) => {
      const { text, words } = write(chunks, kind === 'html')
      const plan = await planOf(text, kind)
      assert.deepEqual(wordsIn(plan), words, text)
      for (const { body } of plan.articles) assert.deepEqual(richTextProblems(body), [])
    }),
    { numRuns: 250 },
  )
})

test('mending moves words and loses none', async () => {
  const step = fc.record({
    act: fc.constantFrom('merge', 'split', 'intro', 'closing', 'back', 'suggested'),
    a: fc.nat(12),
    b: fc.nat(6),
  })
  await fc.assert(
    fc.asyncProperty(cases, fc.array(step, { maxLength: 6 }), async ({ chunks, kind }, steps) => {
      const { text, words } = write(chunks, kind === 'html')
      let plan = await planOf(text, kind)
      for (const { act, a, b } of steps) {
        const suggestion =
          plan.articles[a]?.doubt?.suggestion ?? plan.articles[a]?.alternatives[0]?.suggestion
        if (act === 'merge') plan = mergeWithPrevious(plan, a)
        else if (act === 'split') plan = splitAt(plan, a, b)
        else if (act === 'intro') plan = splitAt(plan, 'introduction', b)
        else if (act === 'closing') plan = splitAt(plan, 'closing', b)
        else if (act === 'back') plan = putBack(plan, a)
        else if (suggestion) plan = mend(plan, a, suggestion)
      }
      assert.deepEqual(wordsIn(plan).toSorted(), words.toSorted())
    }),
    { numRuns: 200 },
  )
})
