import * as fc from 'fast-check'
import type { LooseBlock } from './loose.ts'
import { tidy } from './tidy.ts'
import type { Inline, Mark, RichText } from './types.ts'

/** Text that provokes: signs of Markdown and HTML, both directions of writing, emoji with joiners, odd white space. */
export const awkwardText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom('word', 'a', 'Żółw', 'two words', '10', 'מקום', 'سلام', '東京'),
      },
      { weight: 2, arbitrary: fc.constantFrom(' ', '  ', '\n', '\u00a0', '\t', '') },
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          '*',
          '**',
          '_',
          '__',
          '`',
          '#',
          '## ',
          '> ',
          '- ',
          '+ ',
          '1. ',
          '2) ',
          '---',
          '===',
          '[',
          ']',
          '(',
          ')',
          '!',
          '![a](image:b)',
          '[a](https://a.example)',
          '<b>',
          '</p>',
          '&amp;',
          '&',
          '<',
          '"',
          "'",
          '\\',
          '|',
          ':',
          '~~',
          '— ',
          '– Ann',
          '👩‍👩‍👧',
          '🎉',
          '\u202e',
          '\u0000',
          '\ud800',
          '<https://a.example>',
          '“',
          '”',
          '…',
          '€',
        ),
      },
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))

const href = fc.constantFrom(
  'https://a.example/x?y=1&copy;=2',
  'https://b.example/(c)_d*',
  'mailto:ann@school.example',
  'tel:+441632960123',
  'javascript:alert(1)',
  'https://ć.example/"<>',
)

const marks: fc.Arbitrary<Mark[]> = fc.array(
  fc.oneof(
    fc.constant<Mark>({ type: 'strong' }),
    fc.constant<Mark>({ type: 'em' }),
    href.map((address): Mark => ({ type: 'link', attrs: { href: address } })),
  ),
  { maxLength: 3 },
)

const inline: fc.Arbitrary<Inline> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ text: awkwardText, marks }).map((node): Inline => ({ type: 'text', ...node })),
  },
  { weight: 1, arbitrary: fc.constant<Inline>({ type: 'hardBreak' }) },
)
const line = fc.array(inline, { maxLength: 5 })

const { block } = fc.letrec<{ block: LooseBlock; blocks: LooseBlock[] }>((tie) => ({
  blocks: fc.array(tie('block'), { maxLength: 3 }),
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    line.map((content): LooseBlock => ({ type: 'paragraph', content })),
    fc
      .record({ level: fc.integer({ min: 1, max: 6 }), content: line })
      .map(({ level, content }): LooseBlock => ({ type: 'heading', attrs: { level }, content })),
    fc.constant<LooseBlock>({ type: 'horizontalRule' }),
    fc
      .record({ alt: awkwardText, caption: fc.option(awkwardText) })
      .map(({ alt, caption }): LooseBlock => ({ type: 'image', attrs: { id: 'file-1', alt, caption } })),
    fc
      .record({ cite: fc.option(awkwardText), content: tie('blocks') })
      .map(({ cite, content }): LooseBlock => ({ type: 'blockquote', attrs: { cite }, content })),
    fc.array(tie('blocks'), { maxLength: 3 }).map((items): LooseBlock => ({
      type: 'bulletList',
      content: items.map((content) => ({ type: 'listItem', content })),
    })),
    fc
      .record({
        start: fc.integer({ min: -1, max: 2_000_000 }),
        items: fc.array(tie('blocks'), { maxLength: 3 }),
      })
      .map(({ start, items }): LooseBlock => ({
        type: 'orderedList',
        attrs: { start },
        content: items.map((content) => ({ type: 'listItem', content })),
      })),
  ),
}))

/** Blocks as a careless reader might hand them over. */
export const anyLooseBlocks: fc.Arbitrary<LooseBlock[]> = fc.array(block, { maxLength: 5 })

/** Any text in its stored form. */
export const anyRichText: fc.Arbitrary<RichText> = anyLooseBlocks.map(tidy)
