import { createHash } from 'node:crypto'
import { Refusal } from '#platform/http/refusal.ts'
import { checkArchive } from './check-archive.ts'
import { fileName } from './file-name.ts'
import type { FileKind } from './kinds.ts'
import { inWords, kinds } from './kinds.ts'
import { prepareImage } from './prepare-image.ts'
import { sniff } from './sniff.ts'

/** A file that has been looked into and may be stored. */
export type PreparedFile = {
  readonly name: string
  readonly kind: FileKind
  readonly contentType: string
  readonly bytes: Buffer
  readonly sha256: Buffer
  readonly width: number | null
  readonly height: number | null
}

export type FileRules = {
  readonly allowed: readonly FileKind[]
  /** At most so many bytes, where a form wants less than the kind's own limit. */
  readonly most?: number
  /** The form field that a refusal stands beside. */
  readonly field?: string
}

/**
 * Looks into a file as it came: its kind by content, its size, and for pictures a clean copy drawn anew. Touches no database and
 * may take a second, so it belongs into a route's `prepare`.
 * @throws Refusal with a sentence that says what to do
 */
export async function prepareFile(
  upload: { readonly name: string; readonly bytes: Buffer },
  rules: FileRules,
): Promise<PreparedFile> {
  const refuse = (code: string, sentence: string) => new Refusal(code, sentence, rules.field ?? null)
  if (upload.bytes.length === 0) throw refuse('file_empty', 'Choose a file that is not empty.')
  const sniffed = await sniff(upload.name, upload.bytes)
  if (!sniffed || !rules.allowed.includes(sniffed.kind))
    throw refuse('file_kind', `Choose ${inWords(rules.allowed)}. This file is something else.`)
  const most = Math.min(rules.most ?? Number.POSITIVE_INFINITY, kinds[sniffed.kind].most)
  if (upload.bytes.length > most)
    throw refuse('file_too_large', `Choose a file smaller than ${Math.floor(most / 1_000_000)} MB.`)
  try {
    if (sniffed.kind === 'docx' || sniffed.kind === 'xlsx') await checkArchive(upload.bytes)
    const { bytes, contentType, ending, width, height } =
      sniffed.kind === 'image'
        ? await prepareImage(upload.bytes)
        : { ...sniffed, bytes: upload.bytes, width: null, height: null }
    return {
      name: fileName(upload.name, ending),
      kind: sniffed.kind,
      contentType,
      bytes,
      sha256: createHash('sha256').update(bytes).digest(),
      width,
      height,
    }
  } catch (cause) {
    throw cause instanceof Refusal ? refuse(cause.code, cause.message) : cause
  }
}
