import { z } from 'zod'
import { isImageId, safeHref } from './href.ts'
import { limits } from './limits.ts'
import { tidy } from './tidy.ts'
import type { RichText } from './types.ts'

const mark = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('strong') }),
  z.strictObject({ type: z.literal('em') }),
  z.strictObject({
    type: z.literal('link'),
    attrs: z.strictObject({
      href: z
        .string()
        .max(limits.hrefCharacters)
        .refine((href) => safeHref(href) !== null, {
          error: 'Use a web, mail or telephone address in the link, like https://board.example',
        }),
    }),
  }),
])
const textNode = z.strictObject({
  type: z.literal('text'),
  text: z.string().max(limits.characters),
  marks: z.array(mark).max(3).exactOptional(),
})
const inline = z.discriminatedUnion('type', [textNode, z.strictObject({ type: z.literal('hardBreak') })])
// ProseMirror leaves `content` out where a node is empty.
const paragraph = z.strictObject({ type: z.literal('paragraph'), content: z.array(inline).default([]) })
const bulletList = z.strictObject({
  type: z.literal('bulletList'),
  get content() {
    return z.array(listItem)
  },
})
const orderedList = z.strictObject({
  type: z.literal('orderedList'),
  attrs: z.strictObject({ start: z.int().min(0).max(999_999) }),
  get content() {
    return z.array(listItem)
  },
})
const listItem = z.strictObject({
  type: z.literal('listItem'),
  get content(): z.ZodArray<z.ZodUnion<[typeof paragraph, typeof bulletList, typeof orderedList]>> {
    return z.array(z.union([paragraph, bulletList, orderedList]))
  },
})
const headingCharacters = (nodes: readonly { text: string }[]): number =>
  nodes.reduce((sum, node) => sum + node.text.length, 0)
const heading = z.strictObject({
  type: z.literal('heading'),
  attrs: z.strictObject({ level: z.union([z.literal(2), z.literal(3), z.literal(4)]) }),
  content: z
    .array(textNode)
    .default([])
    .refine((nodes) => headingCharacters(nodes) <= limits.headingCharacters, {
      error: `Shorten the heading to ${limits.headingCharacters} characters or fewer`,
    }),
})
const blockquote = z.strictObject({
  type: z.literal('blockquote'),
  attrs: z.strictObject({
    cite: z
      .string()
      .max(limits.citeCharacters, `Shorten who said it to ${limits.citeCharacters} characters or fewer`)
      .nullable()
      .default(null),
  }),
  content: z.array(z.union([paragraph, bulletList, orderedList])),
})
const image = z.strictObject({
  type: z.literal('image'),
  attrs: z.strictObject({
    id: z.string().refine(isImageId, { error: 'Choose the picture again' }),
    alt: z
      .string()
      .trim()
      .min(1, 'Say in words what the picture shows, for people who cannot see it')
      .max(
        limits.altCharacters,
        `Shorten the words that say what the picture shows to ${limits.altCharacters} characters or fewer`,
      ),
    caption: z
      .string()
      .max(limits.captionCharacters, `Shorten the caption to ${limits.captionCharacters} characters or fewer`)
      .nullable()
      .default(null),
  }),
})
const doc = z.strictObject({
  type: z.literal('doc'),
  content: z
    .array(
      z.union([
        paragraph,
        heading,
        bulletList,
        orderedList,
        blockquote,
        image,
        z.strictObject({ type: z.literal('horizontalRule') }),
      ]),
    )
    .default([]),
})

// Each list adds two nodes and two arrays of depth; the rest is doc, quotation, paragraph, text and marks.
const greatestDepth = limits.listDepth * 4 + 14

type Size = 'fits' | 'too deep' | 'too long'

/** Measured without recursion, before anything else looks at the input. */
const sizeOf = (input: unknown): Size => {
  const waiting: { value: unknown; depth: number }[] = [{ value: input, depth: 0 }]
  let nodes = 0
  let characters = 0
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, depth } = next
    if (typeof value === 'string') characters += value.length
    if (depth > greatestDepth) return 'too deep'
    if (characters > limits.characters || nodes > limits.nodes * 6) return 'too long'
    if (typeof value !== 'object' || value === null) continue
    for (const child of Object.values(value)) {
      nodes += 1
      waiting.push({ value: child, depth: depth + 1 })
    }
  }
  return 'fits'
}

const tooLong = 'This text is too long. Make two of it'

const listDepthOf = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0
  const { type, content } = z.looseObject({ type: z.unknown(), content: z.unknown() }).partial().parse(value)
  const own = type === 'bulletList' || type === 'orderedList' ? 1 : 0
  return own + (Array.isArray(content) ? Math.max(0, ...content.map(listDepthOf)) : 0)
}

/**
 * The door for rich text from outside: unknown nodes, marks and attributes, unsafe addresses, pictures without words
 * and texts beyond the limits are refused with a sentence for the writer; what passes comes out tidy.
 */
export const richTextSchema: z.ZodType<RichText> = z
  .unknown()
  .superRefine((input, context) => {
    const size = sizeOf(input)
    if (size === 'too long') context.addIssue({ code: 'custom', message: tooLong, input })
    else if (size === 'too deep' || listDepthOf(input) > limits.listDepth)
      context.addIssue({ code: 'custom', message: 'Use fewer lists inside lists', input })
  })
  .pipe(doc)
  .transform((value) => tidy(value.content))

/** What keeps this text from being stored, as sentences for the person who wrote it; empty when nothing does. */
export const richTextProblems = (value: unknown): string[] => {
  const result = richTextSchema.safeParse(value)
  if (result.success) return []
  return [...new Set(result.error.issues.map((issue) => issue.message))]
}
