/**
 * The stored form of all text that people write in Holdfast: a small tree that ProseMirror can open as it is.
 * It can hold nothing that is not listed here, so whatever has become a `RichText` is safe to show.
 */
export type Mark =
  | { readonly type: 'strong' }
  | { readonly type: 'em' }
  | { readonly type: 'link'; readonly attrs: { readonly href: string } }

export type TextNode = { readonly type: 'text'; readonly text: string; readonly marks?: readonly Mark[] }
export type HardBreak = { readonly type: 'hardBreak' }
export type Inline = TextNode | HardBreak

export type Paragraph = { readonly type: 'paragraph'; readonly content: readonly Inline[] }

export type HeadingLevel = 2 | 3 | 4
export type Heading = {
  readonly type: 'heading'
  readonly attrs: { readonly level: HeadingLevel }
  readonly content: readonly TextNode[]
}

/** Begins with a paragraph; lists may stand inside it. */
export type ListItem = { readonly type: 'listItem'; readonly content: readonly (Paragraph | List)[] }
export type BulletList = { readonly type: 'bulletList'; readonly content: readonly ListItem[] }
export type OrderedList = {
  readonly type: 'orderedList'
  readonly attrs: { readonly start: number }
  readonly content: readonly ListItem[]
}
export type List = BulletList | OrderedList

/** `cite` is who said it, in words, or null. */
export type Blockquote = {
  readonly type: 'blockquote'
  readonly attrs: { readonly cite: string | null }
  readonly content: readonly (Paragraph | List)[]
}

/** A picture that was uploaded: `id` is its file's id, `alt` says in words what it shows. */
export type Image = {
  readonly type: 'image'
  readonly attrs: { readonly id: string; readonly alt: string; readonly caption: string | null }
}

export type HorizontalRule = { readonly type: 'horizontalRule' }

export type Block = Paragraph | Heading | List | Blockquote | Image | HorizontalRule

export type RichText = { readonly type: 'doc'; readonly content: readonly Block[] }
