import { oneLine } from '#platform/mail/one-line.ts'

// No file system takes a longer path. What follows goes over the text once for each of its dots.
const mostSent = 4096

/**
 * The name to offer when the file is saved: the last part of what was sent, without what no file system takes, and with the
 * ending that belongs to what the file really is.
 */
export function fileName(sent: string, ending: string): string {
  const last = oneLine(sent.slice(-mostSent).toWellFormed().normalize('NFC')).split(/[/\\]/).at(-1) ?? ''
  const bare = last
    // Marks that turn the direction of text would let "exe.docx" be read where "xcod.exe" stands.
    .replace(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
    .replace(/[<>:"|?*]/g, ' ')
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/ {2,}/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  // The cut may fall between the two halves of one sign.
  const short = bare
    .slice(0, 120)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim()
  return `${short || 'file'}.${ending}`
}
