import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkAddresses } from './addresses.ts'
import { parseMarkdown } from './markdown-parse.ts'
import { toMarkdown } from './markdown-write.ts'

const linked = (text: string) => toMarkdown(linkAddresses(parseMarkdown(text)))

test('web and mail addresses become links without the signs that end a sentence', () => {
  assert.equal(
    linked('See www.board.example/a_b, (https://c.example/x?y=1) or ann.o@school.example.'),
    'See [www.board.example/a_b](https://www.board.example/a_b), ([https://c.example/x?y=1](https://c.example/x?y=1)) ' +
      'or [ann.o@school.example](mailto:ann.o@school.example).',
  )
})

test('words that are a link already keep their own address, and a handle is no mail address', () => {
  const text = '[https://a.example](https://b.example) by @school at 10.30'
  assert.equal(linked(text), text)
})
