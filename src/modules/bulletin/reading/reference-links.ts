const definition =
  /^ {0,3}\[([^\]\n]{1,200})\]:[ \t]*<?(\S{1,2000}?)>?(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'|\([^)\n]*\)))?[ \t]*$/gmu
const use = /\[([^\][\n]{1,300})\](?:\[([^\]\n]{0,200})\])?(?![:(])/gu

const keyOf = (label: string): string => label.trim().replace(/\s+/gu, ' ').toLowerCase()

/** Markdown may name a link in the text and say at the end of the file where it leads: each is written out where it is named. */
export const withLinksInPlace = (text: string): string => {
  const targets = new Map<string, string>()
  for (const [, label = '', target = ''] of text.matchAll(definition))
    if (/^(?:https?:|mailto:|tel:|www\.)/iu.test(target)) targets.set(keyOf(label), target)
  if (targets.size === 0) return text
  return text
    .replace(definition, (line: string, label: string) => (targets.has(keyOf(label)) ? '' : line))
    .replace(use, (whole: string, words: string, label?: string) => {
      const target = targets.get(keyOf(label || words))
      return target === undefined ? whole : `[${words}](<${target}>)`
    })
}
