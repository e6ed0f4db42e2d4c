import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { RequestFacts, RoutePlatform } from '#platform/http/route.ts'
import { Refusal } from '#platform/http/refusal.ts'

/**
 * Lists of the API are read page by page by key and not by number, so that a row added meanwhile makes nobody miss another.
 * Where a page ended is told in `after`: sealed, since it may hold a name, and addresses stand in other people's logs.
 */
const most = 200

/** What every list takes; spread into the route's own query. */
export const pagingQuery = {
  after: z
    .string()
    .max(2_000)
    .optional()
    .describe('Where the last page ended. Take it from next; it cannot be made up.'),
  limit: z.coerce
    .number('Give a whole number')
    .int('Give a whole number')
    .min(1, 'Ask for at least 1')
    .max(most, `Ask for ${most} or fewer`)
    .default(50)
    .describe(`How many rows to a page, at most ${most}.`),
}

/** What every list gives: one page of items, and the address of the next. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe('The address of the next page; null on the last one.'),
  })

type Around = {
  readonly platform: RoutePlatform
  readonly request: RequestFacts
  readonly query: { readonly after?: string | undefined; readonly limit: number }
}

/** Where the last page ended, as `nextPage` was told it; null on the first page. Made up or of another list: refused. */
export function pageStart<Key>(around: Around, shape: z.ZodType<Key>): Key | null {
  if (around.query.after === undefined) return null
  const key = shape.safeParse(unseal(around, around.query.after))
  if (!key.success) throw new Refusal('wrong_after', 'Take after from the next of the page before.', 'after')
  return key.data
}

/** One page out of rows that were read with one more than the limit, which tells whether there is a next one. */
export function nextPage<Row>(
  around: Around,
  rows: readonly Row[],
  keyOf: (row: Row) => unknown,
): { items: Row[]; next: string | null } {
  const { limit } = around.query
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  if (rows.length <= limit || last === undefined) return { items, next: null }
  const search = new URLSearchParams(around.request.search)
  search.set('after', seal(around, keyOf(last)))
  return { items, next: `${around.request.path}?${search.toString()}` }
}

const keyFor = (around: Around): Buffer => around.platform.signingKey('api paging')

function seal(around: Around, key: unknown): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyFor(around), iv)
  cipher.setAAD(Buffer.from(around.request.path))
  return Buffer.concat([
    iv,
    cipher.update(JSON.stringify(key), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString('base64url')
}

function unseal(around: Around, text: string): unknown {
  const sealed = Buffer.from(text, 'base64url')
  if (sealed.length < 29) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFor(around), sealed.subarray(0, 12))
    decipher.setAAD(Buffer.from(around.request.path))
    decipher.setAuthTag(sealed.subarray(-16))
    const plain = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
    return JSON.parse(plain.toString('utf8'))
  } catch {
    return undefined
  }
}
