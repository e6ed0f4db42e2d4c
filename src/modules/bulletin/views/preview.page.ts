import type { Page } from '#platform/views/render.ts'
import type { EditionContent } from '../rules/content.ts'
import { section } from './state-words.ts'
import { webEdition } from './web-content.ts'

/** The ways in which an edition is looked at before it goes out. */
export const previewForms = {
  web: 'Web page',
  mail: 'Mail, wide',
  narrow: 'Mail, on a phone',
  dark: 'Mail, dark',
  text: 'Mail, plain text',
  print: 'Print',
} as const

export type PreviewForm = keyof typeof previewForms

/** One address for each way; `base` is the edition as it is being written, or as it was put before somebody. */
export const previewTabs = (base: string, current: PreviewForm | null) =>
  Object.entries(previewForms).map(([form, text]) => ({
    text,
    href: `${base}/preview/${form}`,
    current: form === current,
  }))

export function previewPage(
  content: EditionContent,
  options: {
    readonly base: string
    readonly form: PreviewForm
    readonly text: string | null
    readonly problem: string | null
    readonly size: number | null
    readonly back: { readonly href: string; readonly text: string }
  },
): Page {
  const { form, base } = options
  const mail = form === 'mail' || form === 'narrow' || form === 'dark'
  return {
    template: 'bulletin/preview.njk',
    title: content.title,
    section,
    back: options.back,
    data: {
      tabs: previewTabs(base, form),
      form,
      subject: content.subject,
      preheader: content.preheader,
      document: mail ? `${base}/mail/${form === 'dark' ? 'dark' : 'light'}` : null,
      formName: previewForms[form],
      text: options.text,
      problem: options.problem,
      size: options.size,
      edition: form === 'web' || form === 'print' ? webEdition(content) : null,
    },
  }
}
