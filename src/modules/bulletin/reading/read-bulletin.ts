import type { SourceBlock } from '../rules/import/types.ts'
import { htmlBlocks } from '#platform/richtext/html-read.ts'
import { markdownBlocks } from '#platform/richtext/markdown-parse.ts'
import { declaredEncoding, decodeText } from './decode.ts'
import { kindOf, type FileKind } from './kind.ts'
import { plainTextBlocks } from './plain-lines.ts'
import { withLinksInPlace } from './reference-links.ts'
import { refusals, type Refusal } from './refusals.ts'
import { unfold, type FoundBlock } from './unfold.ts'
import { readWord, type Picture } from './word.ts'
import { inspectZip } from './zip.ts'

export type ReadResult =
  | {
      readonly ok: true
      readonly kind: FileKind
      readonly blocks: readonly SourceBlock[]
      /** Pictures of a Word file, under the ids by which the blocks name them. */
      readonly pictures: readonly Picture[]
      /** What a person needs to know about the reading, as sentences. */
      readonly notes: readonly string[]
    }
  | { readonly ok: false; readonly reason: Refusal; readonly message: string }

const greatestBytes = 10 * 1024 * 1024

const refused = (reason: Refusal): ReadResult => ({ ok: false, reason, message: refusals[reason] })

// Blanks say how far a line was moved in. Nobody moves one further, and endless blanks are a trick to keep us busy.
const greatestBlank = 60
const longBlank = /[^\S\r\n]{61,}/gu

const unsized = (block: FoundBlock['block']): FoundBlock => ({ block, size: null })

/** A file in Markdown by name is often plain text; only where it uses Markdown's own signs do wrapped lines mean nothing. */
const markdownFound = (text: string): FoundBlock[] => markdownBlocks(withLinksInPlace(text)).map(unsized)

const result = (
  kind: FileKind,
  found: readonly FoundBlock[],
  pictures: readonly Picture[] = [],
  notes: readonly string[] = [],
): ReadResult => {
  const blocks = unfold(found, kind === 'markdown')
  return blocks.length === 0 ? refused('no text') : { ok: true, kind, blocks, pictures, notes }
}

const lostPictures = (count: number): string[] => {
  if (count === 0) return []
  if (count === 1)
    return ['One picture has no words that say what it shows and was left out. Add it again in the editor']
  return [
    `${count} pictures have no words that say what they show and were left out. Add them again in the editor`,
  ]
}

const foreignPictures = (html: string): string[] =>
  /<img\b/iu.test(html) ? ['Pictures in a web page are not copied. Add those you need in the editor'] : []

const readDocx = async (bytes: Uint8Array): Promise<ReadResult> => {
  const contents = await inspectZip(bytes)
  if (!contents.ok) {
    if (contents.reason === 'encrypted') return refused('locked word')
    return refused(contents.reason === 'too much inside' ? 'word bomb' : 'broken word')
  }
  if (
    !contents.names.has('[Content_Types].xml') ||
    ![...contents.names].some((name) => name.startsWith('word/'))
  )
    return refused('not word')
  try {
    const word = await readWord(bytes)
    return result('docx', word.blocks, word.pictures, lostPictures(word.picturesWithoutWords))
  } catch {
    // Whatever mammoth meets in a file that is a zip and looks like Word, the person can only save it anew.
    return refused('broken word')
  }
}

/** Reads an old bulletin into blocks, or says in a sentence what its owner can do. Never throws for what is in a file. */
export const readBulletin = async (file: {
  readonly name: string
  readonly bytes: Uint8Array
}): Promise<ReadResult> => {
  const { name, bytes } = file
  if (bytes.length === 0) return refused('empty')
  if (bytes.length > greatestBytes) return refused('too large')
  const found = kindOf(name, bytes)
  if ('refusal' in found) return refused(found.refusal)
  if (found.kind === 'docx') return readDocx(bytes)
  const decoded = decodeText(bytes, found.kind === 'html' ? declaredEncoding(bytes) : null)
  const text = decoded.replace(longBlank, (blank) => blank.slice(0, greatestBlank))
  if (text.trim() === '') return refused('empty')
  if (found.kind === 'html') {
    const blocks = htmlBlocks(text).map(({ block, size }) => ({ block, size }))
    return result('html', blocks, [], foreignPictures(text))
  }
  return result(
    found.kind,
    found.kind === 'markdown' ? markdownFound(text) : plainTextBlocks(text).map(unsized),
  )
}
