import { z } from 'zod'
import { record } from '#platform/audit/record.ts'
import { bytes } from '#platform/http/answers.ts'
import { id } from '#platform/http/forms.ts'
import { get } from '#platform/http/route.ts'
import { fileEvents } from '../declarations.ts'
import { databaseStore } from '../file-store.ts'
import { findFile } from '../read-file.ts'

/**
 * Gives a file to whoever may see it. Pictures, which we drew ourselves, are shown; everything else is offered to save. The
 * route itself writes nothing down, since anyone may have what is published; what is private is recorded here.
 */
export const fileRoute = get({
  url: '/files/:fileId',
  allow: 'anyone',
  audit: 'none',
  params: z.object({ fileId: id() }),
  show: async ({ tx, actor, params, request }) => {
    const file = await findFile(tx, params.fileId)
    if (!file) return null
    const isPublic = file.visibility === 'public'
    const etag = `"${file.sha256.toString('base64url')}"`
    const headers = {
      etag,
      // Ten minutes, so that a picture that is withdrawn is gone from browsers soon after.
      'cache-control': isPublic ? 'public, max-age=600' : 'private, no-cache',
      'content-security-policy': "default-src 'none'; style-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': isPublic ? 'cross-origin' : 'same-origin',
    }
    if (!isPublic)
      await record(
        tx,
        actor,
        fileEvents.seen,
        { file: file.id, purpose: file.purpose },
        { requestId: request.id },
      )
    const held = request.headers['if-none-match']
    if (typeof held === 'string' && held.split(/,\s*/).some((one) => one.replace(/^W\//, '') === etag))
      return bytes(file.content_type, '', { headers, status: 304 })
    const body = await databaseStore.get(tx, file.id)
    if (!body) return null
    return bytes(file.content_type, body, {
      headers,
      ...(file.kind === 'image' ? {} : { filename: file.name }),
    })
  },
})
