import { prepareFile, type PreparedFile } from '#platform/files/prepare-file.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { pictureWords } from '../rules/import-pictures.ts'
import { splitIntoArticles } from '../rules/import/split-into-articles.ts'
import type { ImportPlan } from '../rules/import/types.ts'
import { readBulletin } from './read-bulletin.ts'

export type ReadPicture = { readonly id: string; readonly alt: string; readonly file: PreparedFile }

export type FileRead = {
  readonly fileName: string
  readonly kind: string
  readonly plan: ImportPlan
  readonly notes: readonly string[]
  readonly pictures: readonly ReadPicture[]
}

/**
 * Reads an old bulletin from a file as it came, splits it into articles and draws its pictures anew. Touches no database and
 * may take a second or two.
 * @throws Refusal with the sentence that says what its owner can do
 */
export async function readImport(
  upload: { readonly name: string; readonly bytes: Buffer } | undefined,
): Promise<FileRead> {
  if (!upload) throw new Refusal('no_file', 'Choose the file that holds the bulletin', 'file')
  const read = await readBulletin(upload)
  if (!read.ok) throw new Refusal(read.reason.replaceAll(' ', '_'), read.message, 'file')
  const plan = splitIntoArticles(read.blocks)
  const words = pictureWords(plan)
  const notes = [...read.notes]
  const pictures: ReadPicture[] = []
  for (const picture of read.pictures) {
    const alt = words.get(picture.id)
    if (alt === undefined) continue
    try {
      const bytes = Buffer.from(picture.bytes)
      const file = await prepareFile({ name: `${picture.id}.png`, bytes }, { allowed: ['image'] })
      pictures.push({ id: picture.id, alt: alt.slice(0, 500), file })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      notes.push(`The picture “${alt.slice(0, 80)}” could not be read and was left out. Its words stay`)
    }
  }
  return { fileName: upload.name, kind: read.kind, plan, notes, pictures }
}
