import type { FastifyRequest } from 'fastify'
import type { FieldError, RawForm, Uploaded } from './forms.ts'
import { mendForm, mendText } from './sound-text.ts'

type Read = { readonly form: RawForm; readonly files: readonly Uploaded[] }

type Body = Read & { readonly mended: readonly FieldError[] }

const problem = (statusCode: number, message: string) => Object.assign(new Error(message), { statusCode })

/** The body of a change as plain names and texts, whether a browser's form, a form with files, or our own script's JSON sent it. */
export async function readBody(
  request: FastifyRequest,
  files: { most: number; each: number } | null,
): Promise<Body> {
  const read = request.isMultipart()
    ? await readMultipart(request, files).catch(unreadable)
    : { form: readFields(request.body ?? {}), files: [] }
  return { files: read.files, ...mendForm(read.form) }
}

/** A form has names and texts and nothing deeper: pages show again what was sent, and expect no more than that. */
function readFields(body: unknown): RawForm {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw problem(400, 'not a form')
  const isText = (value: unknown) => typeof value === 'string'
  for (const value of Object.values(body))
    if (!isText(value) && !(Array.isArray(value) && value.every(isText))) throw problem(400, 'not a form')
  return body as RawForm
}

/** A body that is cut off or is not what its head says is the sender's to mend; the parser only knows that it failed. */
function unreadable(error: unknown): never {
  if (error instanceof Error && 'statusCode' in error) throw error
  throw Object.assign(new Error('not a readable form', { cause: error }), { statusCode: 400 })
}

async function readMultipart(
  request: FastifyRequest,
  files: { most: number; each: number } | null,
): Promise<Read> {
  if (!files) throw problem(415, 'this form takes no files')
  const form: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>
  const uploaded: Uploaded[] = []
  const parts = request.parts({
    limits: { files: files.most, fileSize: files.each, fields: 200, fieldSize: 1_000_000 },
  })
  for await (const part of parts) {
    if (part.type === 'field') {
      // The parser cuts what is too long and goes on; half of what was typed must not be taken for all of it.
      if (part.valueTruncated || part.fieldnameTruncated) throw problem(413, 'a field is too long')
      const value = String(part.value)
      const earlier = form[part.fieldname]
      if (earlier === undefined) form[part.fieldname] = value
      else form[part.fieldname] = Array.isArray(earlier) ? [...earlier, value] : [earlier, value]
    } else {
      const bytes = await part.toBuffer()
      // An empty file box is sent as a nameless empty file.
      if (part.filename !== '' || bytes.length > 0)
        uploaded.push({ field: part.fieldname, name: mendText(part.filename ?? ''), bytes })
    }
  }
  return { form, files: uploaded }
}
