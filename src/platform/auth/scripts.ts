import path from 'node:path'
import type { BrowserEntry } from '#platform/views/assets.ts'

/** What the browser runs for passkeys: on the sign-in page and on the account page, and nowhere else. */
export const authScripts: readonly BrowserEntry[] = [
  { name: 'passkey', entry: path.join(import.meta.dirname, 'passkey/browser/passkey.ts') },
]
