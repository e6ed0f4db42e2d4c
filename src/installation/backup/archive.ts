import type { Encrypter } from 'age-encryption'
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import tar from 'tar-stream'
import { openWith } from './key.ts'
import { BackupProblem } from './manifest.ts'

/** Adds one entry; resolves when it has flowed on, so that no more than one is held in memory. */
export type AddEntry = (name: string, content: Buffer) => Promise<void>

/** Writes an archive, packed and sealed, as `fill` adds its entries. What fails on either side ends the other. */
export async function writeArchive<T>(
  file: string,
  encrypter: Encrypter,
  fill: (add: AddEntry) => Promise<T>,
): Promise<T> {
  const pack = tar.pack()
  const packed = new PassThrough()
  const squeezed = pipeline(Readable.from(pack), createZstdCompress(), packed)
  // Each side is watched from the start: a fault must not surface while the other side is being waited for.
  squeezed.catch(() => {})
  const sealed = await encrypter.encrypt(Readable.toWeb(packed) as ReadableStream<Uint8Array>)
  const written = pipeline(
    Readable.fromWeb(sealed as never),
    createWriteStream(file, { mode: 0o600, flush: true }),
  )
  const add: AddEntry = (name, content) =>
    new Promise((resolve, reject) => {
      const entry = pack.entry({ name, size: content.length, mtime: new Date(0) }, content, (error) =>
        error ? reject(error) : resolve(),
      )
      // When the disk is full the pack ends its open entry with an event; unheard, that would end the process.
      entry.on('error', reject)
    })
  const filled = fill(add).then((result) => {
    pack.finalize()
    return result
  })
  try {
    const [result] = await Promise.all([filled, written, squeezed])
    return result
  } catch (error) {
    pack.destroy()
    packed.destroy()
    const ends = await Promise.allSettled([written, filled, squeezed])
    throw firstCause(error, ends)
  }
}

/** A stream that was ended because another failed says so in its own way; the fault with a code is the one that began it. */
function firstCause(error: unknown, ends: readonly PromiseSettledResult<unknown>[]): unknown {
  const faults = [error, ...ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []))]
  const coded = faults.find(
    (fault) => fault instanceof Error && 'code' in fault && !/^ERR_STREAM|^ABORT/.test(String(fault.code)),
  )
  return coded ?? error
}

const firstLine = 'age-encryption.org/v1\n'

/** Reads an archive from its beginning to its end, entry by entry, and checks every byte on the way. */
export async function readArchive(
  file: string,
  keyFile: string,
  take: (name: string, content: Readable) => Promise<void>,
): Promise<void> {
  await assertSealedFile(file)
  const decrypter = await openWith(keyFile)
  const extract = tar.extract()
  // What `take` throws is the caller's own and passes as it is; anything else is a fault of the file.
  let takersFault: { error: unknown } | null = null
  let plain: ReadableStream<Uint8Array>
  try {
    plain = await decrypter.decrypt(Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>)
  } catch (cause) {
    throw cause instanceof Error && cause.message.startsWith('no identity')
      ? new BackupProblem('This key does not open this backup. Name the right one with --key.', { cause })
      : damaged(cause)
  }
  const fed = pipeline(Readable.fromWeb(plain as never), createZstdDecompress(), extract)
  fed.catch(() => {})
  try {
    for await (const entry of extract) {
      try {
        await take(entry.header.name, entry as unknown as Readable)
      } catch (error) {
        takersFault = { error }
        throw error
      }
      entry.resume()
    }
    await fed
  } catch (cause) {
    const fault = takersFault as { error: unknown } | null
    // A file that ends in the middle is first seen by whoever reads the entry: the feed then knows why.
    const feedFault = await fed.then(
      () => null,
      (error: unknown) => error,
    )
    if (fault && (feedFault === null || !isOfTheFile(fault.error))) throw fault.error
    throw damaged(feedFault ?? cause)
  }
}

const isOfTheFile = (error: unknown): boolean =>
  error instanceof Error && !(error instanceof BackupProblem) && !('severity' in error)

const damaged = (cause: unknown): BackupProblem =>
  new BackupProblem('This backup was cut off or changed. Use another copy of it, or an older backup.', {
    cause,
  })

async function assertSealedFile(file: string): Promise<void> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new BackupProblem(
      error.code === 'ENOENT'
        ? `There is no file ${file}.`
        : `${file} cannot be read. Change its permissions.`,
      { cause: error },
    )
  })
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(firstLine.length), 0, firstLine.length, 0)
    const begins = buffer.toString('latin1', 0, bytesRead)
    if (bytesRead === 0) throw new BackupProblem(`${file} is empty. Use another backup.`)
    if (begins !== firstLine)
      throw new BackupProblem(
        firstLine.startsWith(begins)
          ? 'This backup was cut off or changed. Use another copy of it, or an older backup.'
          : `${file} is not a backup of Holdfast.`,
      )
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EISDIR')
      throw new BackupProblem(`${file} is a folder. Name the backup in it.`, { cause: error })
    throw error
  } finally {
    await handle.close()
  }
}

export const readWhole = async (content: Readable): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for await (const piece of content as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces)
}
