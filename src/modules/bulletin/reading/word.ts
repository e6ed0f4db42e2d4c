import { z } from 'zod'
import { htmlBlocks } from '#platform/richtext/html-read.ts'
import type { FoundBlock } from './unfold.ts'

export type Picture = { readonly id: string; readonly contentType: string; readonly bytes: Uint8Array }

export type WordContents = {
  readonly blocks: readonly FoundBlock[]
  /** Pictures that stand in the blocks under these ids. */
  readonly pictures: readonly Picture[]
  /** How many pictures had no words that say what they show, and so could not be taken. */
  readonly picturesWithoutWords: number
}

const withChildren = z.looseObject({ type: z.string(), children: z.array(z.unknown()) })
const paragraphElement = z.looseObject({
  type: z.literal('paragraph'),
  children: z.array(z.unknown()),
  styleName: z.string().nullish(),
  numbering: z.unknown(),
})
const runElement = z.looseObject({
  type: z.literal('run'),
  fontSize: z.number().nullish(),
  children: z.array(z.unknown()),
})
const textElement = z.looseObject({ type: z.literal('text'), value: z.string() })

const sizeStyle = (points: number): string => `Imported size ${points}`
const sizes = Array.from({ length: 89 }, (_, step) => 4 + step / 2)

const styleMap = [
  "p[style-name='Title'] => p.MsoTitle:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  "p[style-name='Quote'] => blockquote > p:fresh",
  "p[style-name='Intense Quote'] => blockquote > p:fresh",
  ...[1, 2, 3, 4, 5, 6].map((level) => `p[style-name='Heading ${level}'] => h${level}:fresh`),
  ...sizes.map((points) => `p[style-name='${sizeStyle(points)}'] => p[style='font-size:${points}pt']:fresh`),
]

/** The one size in which a paragraph's words are set, or null where they differ or do not say. */
const sizeOf = (element: unknown): number | null => {
  const sizesFound = new Set<number | null>()
  const waiting: { element: unknown; size: number | null }[] = [{ element, size: null }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const text = textElement.safeParse(next.element)
    if (text.success && text.data.value.trim() !== '') sizesFound.add(next.size)
    const run = runElement.safeParse(next.element)
    const size = run.success ? (run.data.fontSize ?? null) : next.size
    const parent = withChildren.safeParse(next.element)
    if (parent.success) waiting.push(...parent.data.children.map((child) => ({ element: child, size })))
  }
  const [only, ...more] = sizesFound
  return more.length === 0 ? (only ?? null) : null
}

const ownHeadingStyle =
  /head(?:ing|line)|(?:article|story|news|item)[ _-]*title|title[ _-]*(?:article|story|news|item)/iu

/**
 * Word keeps a size with the words, mammoth drops it: here it becomes the name of a style, so that headings that are
 * only set larger are still seen. Styles that people made for headings become headings.
 */
const withSizes = (element: unknown): unknown => {
  const paragraph = paragraphElement.safeParse(element)
  if (paragraph.success) {
    const name = paragraph.data.styleName ?? ''
    if (/^(?:heading \d|title|subtitle|quote|intense quote)$/iu.test(name)) return element
    if (ownHeadingStyle.test(name)) return { ...paragraph.data, styleName: 'Heading 2' }
    const size = sizeOf(element)
    const isListed = paragraph.data.numbering !== null && paragraph.data.numbering !== undefined
    return size === null || isListed ? element : { ...paragraph.data, styleName: sizeStyle(size) }
  }
  const parent = withChildren.safeParse(element)
  return parent.success ? { ...parent.data, children: parent.data.children.map(withSizes) } : element
}

const pictureAddress = /^picture:([\w-]+)$/u
// More pictures than any bulletin has; each is held in memory until the import is confirmed.
const greatestPictures = 60

const isUsable = ({ block }: FoundBlock): boolean => block.type !== 'image' || block.attrs.alt.trim() !== ''

/** The blocks of a Word file. The file must have passed `inspectZip`. */
export const readWord = async (bytes: Uint8Array): Promise<WordContents> => {
  // Loaded when somebody brings a Word file: few processes ever see one.
  const { default: mammoth } = await import('mammoth')
  const pictures: Picture[] = []
  const convertImage = mammoth.images.imgElement(async (image) => {
    const id = `picture-${pictures.length + 1}`
    if (pictures.length >= greatestPictures || !/^image\/(?:png|jpeg|gif|webp)$/u.test(image.contentType))
      return { src: '' }
    pictures.push({ id, contentType: image.contentType, bytes: await image.readAsBuffer() })
    return { src: `picture:${id}` }
  })
  const result = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
    {
      styleMap,
      convertImage,
      transformDocument: withSizes,
      ignoreEmptyParagraphs: true,
      externalFileAccess: false,
    },
  )
  const found = htmlBlocks(result.value, { imageId: (source) => pictureAddress.exec(source)?.[1] ?? null })
  const used = new Set(
    found.filter(isUsable).flatMap(({ block }) => (block.type === 'image' ? [block.attrs.id] : [])),
  )
  return {
    blocks: found.filter(isUsable).map(({ block, size }) => ({ block, size })),
    pictures: pictures.filter(({ id }) => used.has(id)),
    picturesWithoutWords: found.filter((one) => !isUsable(one)).length,
  }
}
