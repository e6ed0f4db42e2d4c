import { fromBuffer, type Entry, type ZipFile } from 'yauzl'

export type ZipContents =
  | { readonly ok: true; readonly names: ReadonlySet<string> }
  | { readonly ok: false; readonly reason: 'not a zip' | 'too much inside' | 'encrypted' }

// A bulletin of 10 MB with pictures unpacks to little more than itself; its text parts shrink about tenfold.
const greatestTotal = 100 * 1024 * 1024
const greatestPart = 40 * 1024 * 1024
const greatestEntries = 2_000
const greatestRatio = 150
// Small parts of one repeated line may pack better than any limit and do no harm.
const ratioCountsFrom = 1024 * 1024

const openZip = (buffer: Buffer): Promise<ZipFile | null> =>
  new Promise((resolve) => {
    fromBuffer(buffer, { lazyEntries: true, validateEntrySizes: true }, (error, zip) => {
      resolve(error === null ? zip : null)
    })
  })

/** Reads one entry to its end and says whether it is as large as it claims: a directory can lie about sizes. */
const isHonest = (zip: ZipFile, entry: Entry): Promise<boolean> =>
  new Promise((resolve) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) return resolve(false)
      stream.on('error', () => resolve(false))
      stream.on('end', () => resolve(true))
      return stream.resume()
    })
  })

const isTooMuch = (entry: Entry): boolean =>
  entry.uncompressedSize > greatestPart ||
  (entry.uncompressedSize > ratioCountsFrom &&
    entry.uncompressedSize > Math.max(entry.compressedSize, 1) * greatestRatio)

/**
 * Looks into a zip file without keeping what it unpacks: how many parts, how large, how tightly packed, and whether
 * each is as large as it says. Only what passes here may be handed to a library that unpacks it whole.
 */
export const inspectZip = async (bytes: Uint8Array): Promise<ZipContents> => {
  const zip = await openZip(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  if (!zip) return { ok: false, reason: 'not a zip' }
  if (zip.entryCount > greatestEntries) return { ok: false, reason: 'too much inside' }
  const names = new Set<string>()
  let total = 0
  return new Promise((resolve) => {
    const refuse = (reason: 'not a zip' | 'too much inside' | 'encrypted') => {
      zip.close()
      resolve({ ok: false, reason })
    }
    zip.on('error', () => refuse('not a zip'))
    zip.on('end', () => resolve({ ok: true, names }))
    zip.on('entry', (entry: Entry) => {
      total += entry.uncompressedSize
      names.add(entry.fileName)
      if (entry.isEncrypted()) return refuse('encrypted')
      if (total > greatestTotal || isTooMuch(entry)) return refuse('too much inside')
      if (entry.fileName.endsWith('/')) return zip.readEntry()
      return void isHonest(zip, entry).then((honest) => (honest ? zip.readEntry() : refuse('not a zip')))
    })
    zip.readEntry()
  })
}
