import type { Readable } from 'node:stream'
import type { Notice, Page } from '#platform/views/render.ts'
import type { FieldError } from './forms.ts'

/** What a route gives back: a page, the way elsewhere, or bytes. */
export type Answer =
  | { readonly kind: 'page'; readonly page: Page; readonly status: number }
  | {
      readonly kind: 'redirect'
      readonly to: string
      readonly cookies?: readonly string[]
      /** Said once on the page that follows. */
      readonly notice?: Notice
    }
  | {
      readonly kind: 'bytes'
      readonly contentType: string
      readonly body: Buffer | string | Readable
      /** Given: offered to save under this name. Absent: shown in the browser. */
      readonly filename?: string
      readonly headers?: Readonly<Record<string, string>>
      readonly status?: number
    }

export const show = (page: Page, status = 200): Answer => ({ kind: 'page', page, status })

// Browsers drop tabs and line ends out of an address, so `/<tab>/elsewhere.example` would lead away.
const ownAddress = /^\/(?![/\\])[^\0-\x20\x7f\\]*$/

/** The way to another page. `to` is a path of ours: an address elsewhere is refused, so that no form can send people away. */
export function goTo(to: string, cookies?: readonly string[]): Extract<Answer, { kind: 'redirect' }> {
  if (!ownAddress.test(to)) throw new Error('a redirect must stay on this site')
  return cookies ? { kind: 'redirect', to, cookies } : { kind: 'redirect', to }
}

/** The way on, with a sentence that the next page shows once. */
export const goToSaying = (to: string, text: string, kind: Notice['kind'] = 'success'): Answer => ({
  ...goTo(to),
  notice: { kind, text },
})

export const bytes = (
  contentType: string,
  body: Buffer | string | Readable,
  extra: { filename?: string; headers?: Readonly<Record<string, string>>; status?: number } = {},
): Answer => ({ kind: 'bytes', contentType, body, ...extra })

/** A page that says what to mend; errors that the page told by itself stand. Anything else is as it was. */
export const withErrors = (answer: Answer, errors: readonly FieldError[], status?: number): Answer =>
  answer.kind === 'page'
    ? {
        ...answer,
        page: {
          ...answer.page,
          errors: answer.page.errors ?? errors,
          ...(status === undefined ? {} : { status }),
        },
      }
    : answer
