import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Notice } from '#platform/views/render.ts'

export const noticeCookie = 'holdfast.notice'

const mark = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('base64url')

/** A notice that the next page shows once. Signed, so that nobody else can put words on our pages. */
export function writeNotice(key: Buffer, notice: Notice): string {
  const text = Buffer.from(JSON.stringify(notice)).toString('base64url')
  return `${text}.${mark(key, text)}`
}

export function readNotice(key: Buffer, value: string | undefined): Notice | null {
  if (!value || value.length > 4000) return null
  const [text = '', given = ''] = value.split('.')
  const expected = Buffer.from(mark(key, text))
  const actual = Buffer.from(given)
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null
  return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Notice
}
