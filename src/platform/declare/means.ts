import type { Partnership } from '#platform/config/partnership.ts'
import type { Settings } from '#platform/config/settings.ts'
import type { MailSettings } from '#platform/mail/mail-settings.ts'

/** What an installation has and few jobs need: its folder, its way to send mail, and the keys made from its secret. */
export type Means = {
  readonly settings: Settings
  readonly dataDir: string
  readonly origin: string
  readonly demo: boolean
  readonly partnership: Partnership
  readonly mail: MailSettings
  readonly signingKey: (purpose: string) => Buffer
}
