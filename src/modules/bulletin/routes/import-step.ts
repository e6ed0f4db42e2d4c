import type { ImportStep } from '../rules/import-steps.ts'

type Read = { readonly step: ImportStep | 'undo'; readonly at: string }

const number = (text: string | undefined): number => (/^\d{1,4}$/.test(text ?? '') ? Number(text) : 0)

const at = (article: number): string => `#article-${article + 1}`

/**
 * A button of the preview as its form sends it, such as `split-3-5`: what to do, at which article and block, and the place on
 * the page to come back to. A button that nobody made does nothing worse than take a step that changes nothing.
 */
export function readStep(text: string): Read {
  const [verb, first, second] = text.split('-')
  const article = number(first)
  switch (verb) {
    case 'undo':
      return { step: 'undo', at: '' }
    case 'merge':
      return { step: { do: 'merge', article }, at: at(Math.max(0, article - 1)) }
    case 'next':
      return { step: { do: 'mend', article, mending: { act: 'mergeWithNext' } }, at: at(article) }
    case 'split':
      if (first === 'introduction' || first === 'closing')
        return { step: { do: 'split', article: first, block: number(second) }, at: '#articles' }
      return { step: { do: 'split', article, block: number(second) }, at: at(article + 1) }
    case 'heading':
      return { step: { do: 'heading', article, block: number(second) }, at: at(article) }
    case 'body':
      return { step: { do: 'body', article, block: number(second) }, at: at(article) }
    case 'back':
      return { step: { do: 'put_back', part: article }, at: '#introduction' }
    case undefined:
    default:
      return { step: { do: 'settle', article }, at: at(article) }
  }
}
