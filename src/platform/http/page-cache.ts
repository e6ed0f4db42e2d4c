import { createHash } from 'node:crypto'
import type { SwiftPage } from './swift-pages.ts'

export type CachedPage = {
  readonly body: Buffer
  readonly contentType: string
  readonly etag: string
  readonly status: number
}

type Entry = { page: CachedPage; until: number; renewing: boolean; swift: SwiftPage | null }

/**
 * Public pages that hold nobody's data, kept for a second or so: many readers at once cost one rendering. A stale entry is
 * answered while one request renews it, so that nobody waits in line. Bounded: the oldest entry goes first.
 */
export function createPageCache(most = 500) {
  const entries = new Map<string, Entry>()
  return {
    get(key: string, nowMs: number): { page: CachedPage; stale: boolean } | null {
      const entry = entries.get(key)
      if (!entry) return null
      if (entry.until > nowMs || entry.renewing) return { page: entry.page, stale: false }
      entry.renewing = true
      return { page: entry.page, stale: true }
    },
    set(
      key: string,
      body: Buffer,
      contentType: string,
      status: number,
      nowMs: number,
      seconds: number,
    ): CachedPage {
      const page = { body, contentType, status, etag: etagOf(body) }
      if (!entries.has(key) && entries.size >= most) {
        const oldest = entries.keys().next().value
        if (oldest !== undefined) entries.delete(oldest)
      }
      entries.set(key, { page, until: nowMs + seconds * 1000, renewing: false, swift: null })
      return page
    },
    /** Kept with the page that it is of: a renewed page is sent the long way once, and then has its own. */
    keepSwift(key: string, swift: SwiftPage): void {
      const entry = entries.get(key)
      if (entry?.page === swift.page) entry.swift = swift
    },
    /** What may be sent as it is. None for a page that is to be renewed: the first who asks then does that. */
    swift(key: string, nowMs: number): SwiftPage | null {
      const entry = entries.get(key)
      return entry && (entry.until > nowMs || entry.renewing) ? entry.swift : null
    },
    /** It could not be renewed: the stale page stands, and the next reader's request tries again. */
    keep(key: string): void {
      const entry = entries.get(key)
      if (entry) entry.renewing = false
    },
    drop(key: string): void {
      entries.delete(key)
    },
  }
}

export type PageCache = ReturnType<typeof createPageCache>

export const etagOf = (body: Buffer | string): string =>
  `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
