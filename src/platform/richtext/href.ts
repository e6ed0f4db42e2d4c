import { limits } from './limits.ts'

const imageScheme = /^image:([A-Za-z0-9_-]{1,64})$/u

const wrapped = /^https:\/\/[a-z0-9-]+\.safelinks\.protection\.outlook\.com\//iu

/** Outlook leads links round by itself, and writes the reader's own address into them. They go where they went before. */
const unwrapped = (href: string): string => {
  const inner = wrapped.test(href) && URL.canParse(href) ? new URL(href).searchParams.get('url') : null
  return inner ? unwrapped(bare(inner)) : href
}

const bare = (raw: string): string =>
  raw
    .replace(/[\p{Cc}\u2028\u2029]/gu, '')
    .trim()
    .toWellFormed()

/**
 * The address as it may be stored and shown, or null where it may not be: only web, mail and telephone
 * addresses pass. Browsers ignore tabs and line ends inside a scheme, so those are taken out before looking.
 * What comes out goes in again unchanged.
 */
export const safeHref = (raw: string): string | null => {
  const clean = bare(raw)
  const whole = unwrapped(/^www\./iu.test(clean) ? `https://${clean}` : clean)
  const href = whole.replace(/[\s<>"`\\^{}|]/gu, (character) => encodeURIComponent(character))
  if (href.length > limits.hrefCharacters) return null
  if (/^https?:/iu.test(href)) return URL.canParse(href) ? href : null
  return /^(?:mailto|tel):[^?]/iu.test(href) ? href : null
}

/** The file id of a picture's address in our Markdown, `image:ID`. */
export const imageIdOf = (address: string): string | null => imageScheme.exec(address)?.[1] ?? null

export const isImageId = (id: string): boolean => imageScheme.test(`image:${id}`)
