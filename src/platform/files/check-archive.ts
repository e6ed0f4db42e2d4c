import yauzl from 'yauzl'
import { Refusal } from '#platform/http/refusal.ts'

// A long illustrated report unpacks to some 50 MB in a few hundred parts.
const mostUnpacked = 200_000_000
const mostParts = 5_000

/**
 * Looks at the list of contents of an Office file, which is a zip, without unpacking any of it. What claims to unpack to far more
 * than it could need, or carries macros, is refused. Whoever unpacks it later still counts as they go: the list can lie.
 */
export async function checkArchive(bytes: Buffer): Promise<void> {
  const zip = await yauzl
    .fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true })
    .catch(() => null)
  if (!zip) throw broken()
  let unpacked = 0
  let parts = 0
  try {
    for await (const entry of zip.eachEntry()) {
      parts += 1
      unpacked += entry.uncompressedSize
      if (/vbaProject\.bin$/i.test(entry.fileName))
        throw new Refusal('file_has_macros', 'Save the file without macros and choose it again.')
      if (unpacked > mostUnpacked || parts > mostParts)
        throw new Refusal(
          'file_unpacks_too_large',
          'Choose a smaller file. This one unpacks to more than 200 MB.',
        )
    }
  } catch (cause) {
    throw cause instanceof Refusal ? cause : broken()
  } finally {
    zip.close()
  }
}

const broken = () =>
  new Refusal('file_broken', 'Choose another file. This one is damaged and cannot be read.')
