export type TextPart = { readonly text: string; readonly href: string | null }

/** A mail's text in pieces, each web address one of its own, so that a page can make it a link. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let done = 0
  for (const found of text.matchAll(/https?:\/\/[^\s<>"]{1,2000}/g)) {
    // A full stop or bracket after an address belongs to the sentence.
    const address = found[0].replace(/[.,;:!?)\]]+$/, '')
    if (found.index > done) parts.push({ text: text.slice(done, found.index), href: null })
    parts.push({ text: address, href: address })
    done = found.index + address.length
  }
  if (done < text.length) parts.push({ text: text.slice(done), href: null })
  return parts
}
