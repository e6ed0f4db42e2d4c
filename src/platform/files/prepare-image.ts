import { Refusal } from '#platform/http/refusal.ts'

export type PreparedImage = {
  readonly bytes: Buffer
  readonly contentType: 'image/jpeg' | 'image/png'
  readonly ending: 'jpg' | 'png'
  readonly width: number
  readonly height: number
}

// Wide enough for a full page on a sharp screen; a mail or a page shows it smaller.
const longestSide = 2_000

// 50 million pixels take 200 MB while they are read. No phone's picture is larger; a decompression bomb is.
const mostPixels = 50_000_000

/** Loaded when somebody brings a picture. */
async function loadSharp() {
  const { default: sharp } = await import('sharp')
  // Two pictures at a time on the smallest machine; nothing of one stays in memory for the next.
  sharp.concurrency(1)
  sharp.cache(false)
  return sharp
}

/**
 * Reads a picture and writes it anew, as JPEG or, where it has transparent parts or flat colours, PNG: both are shown by every
 * mail program. Whatever else the file carried is gone: place, camera, thumbnails, anything hidden behind the picture.
 */
export async function prepareImage(bytes: Uint8Array): Promise<PreparedImage> {
  const sharp = await loadSharp()
  try {
    const read = sharp(bytes, {
      limitInputPixels: mostPixels,
      failOn: 'error',
      sequentialRead: true,
      pages: 1,
    })
    const { hasAlpha, format } = await read.metadata()
    const sized = read
      .autoOrient()
      .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
      .timeout({ seconds: 20 })
    const asPng = hasAlpha || format === 'png' || format === 'gif'
    const written = await (asPng ? sized.png({ compressionLevel: 9 }) : sized.jpeg({ quality: 82 })).toBuffer(
      {
        resolveWithObject: true,
      },
    )
    return {
      bytes: written.data,
      contentType: asPng ? 'image/png' : 'image/jpeg',
      ending: asPng ? 'png' : 'jpg',
      width: written.info.width,
      height: written.info.height,
    }
  } catch (cause) {
    throw refusalFor(cause)
  }
}

/** sharp tells its troubles in words only. Whatever they are, this picture could not be read, and the person has others. */
function refusalFor(cause: unknown): Refusal {
  const words = cause instanceof Error ? cause.message : ''
  if (/pixel limit/.test(words))
    return new Refusal(
      'picture_too_large',
      'Make the picture smaller and choose it again. It has more than 50 million pixels.',
    )
  if (/timeout/i.test(words))
    return new Refusal(
      'picture_too_slow',
      'Save the picture as a JPEG and choose it again. It took too long to read.',
    )
  return new Refusal('picture_broken', 'Choose another picture. This one is damaged and cannot be read.')
}
