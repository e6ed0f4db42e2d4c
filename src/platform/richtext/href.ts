import { limits } from './limits.ts'

const imageScheme = /^image:([A-Za-z0-9_-]{1,64})$/u

/**
 * The address as it may be stored and shown, or null where it may not be: only web, mail and telephone
 * addresses pass. Browsers ignore tabs and line ends inside a scheme, so those are taken out before looking.
 * What comes out goes in again unchanged.
 */
export const safeHref = (raw: string): string | null => {
  const clean = raw
    .replace(/[\p{Cc}\u2028\u2029]/gu, '')
    .trim()
    .toWellFormed()
  const whole = /^www\./iu.test(clean) ? `https://${clean}` : clean
  const href = whole.replace(/[\s<>"`\\^{}|]/gu, (character) => encodeURIComponent(character))
  if (href.length > limits.hrefCharacters) return null
  if (/^https?:/iu.test(href)) return URL.canParse(href) ? href : null
  return /^(?:mailto|tel):[^?]/iu.test(href) ? href : null
}

/** The file id of a picture's address in our Markdown, `image:ID`. */
export const imageIdOf = (address: string): string | null => imageScheme.exec(address)?.[1] ?? null

export const isImageId = (id: string): boolean => imageScheme.test(`image:${id}`)
