import { z } from 'zod'
import { record } from '#platform/audit/record.ts'
import { system } from '#platform/auth/actor.ts'
import { SettingsProblem } from '#platform/config/settings.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Means } from '#platform/declare/means.ts'
import type { JobDeclaration } from '#platform/jobs/declare.ts'
import { readFolder } from '#platform/mail/reports/folder.ts'
import { readImap, type ImapMailbox } from '#platform/mail/reports/imap.ts'
import { readReport } from '#platform/mail/reports/report.ts'
import { keepReport } from '../actions/sending/keep-report.ts'
import { sendingEvents } from '../declarations-sending.ts'
import { messageSecret } from '../mail/sending-mail.ts'

const data = z.strictObject({})

/** Reads what mail servers wrote back, from the folder or mailbox that the settings name. */
export const readReports = (means: Means): JobDeclaration<z.output<typeof data>> => {
  const folder = means.settings.HOLDFAST_MAIL_REPORTS_DIR
  const secret = messageSecret(means.signingKey)
  const imap = readReportsUrl(means.settings.HOLDFAST_MAIL_REPORTS_URL)
  return {
    name: 'bulletin.read_reports',
    says: 'Reads delivery reports, and bars addresses whose mail comes back.',
    data,
    retries: 2,
    single: true,
    cron: '*/5 * * * *',
    run: async ({ db, now, signal, log }) => {
      const actor = system('bulletin')
      let [matched, suppressed] = [0, 0]
      const handle = async (raw: Buffer): Promise<void> => {
        signal.throwIfAborted()
        const report = await readReport(raw)
        const kept = await inTransaction(db, actor, (tx) => keepReport(tx, report, { raw, secret }, now))
        if (kept.matched) matched += 1
        if (kept.suppressed) suppressed += 1
      }
      const summaries = [
        ...(folder === undefined ? [] : [await readFolder(folder, handle)]),
        ...(imap === null ? [] : [await readImap(imap, handle)]),
      ]
      const read = summaries.reduce((sum, one) => sum + one.read, 0)
      const failed = summaries.reduce((sum, one) => sum + one.failed, 0)
      if (failed > 0) log.warn({ failed }, 'some delivery reports could not be read and stay where they are')
      if (read > 0)
        await inTransaction(db, actor, (tx) =>
          record(tx, actor, sendingEvents.reports_read, { read, matched, suppressed }),
        )
    },
  }
}

/** `imaps://user:password@host:port/Mailbox`, INBOX where none is named. Handled mails stay there, marked as seen. */
export function readReportsUrl(text: string | undefined): ImapMailbox | null {
  if (text === undefined) return null
  const wrong = (problem: string) =>
    new SettingsProblem(`HOLDFAST_MAIL_REPORTS_URL cannot be used: ${problem}.`)
  if (!URL.canParse(text)) throw wrong('it is not an address like imaps://user:password@host')
  const url = new URL(text)
  if (url.hostname === '') throw wrong('it names no host')
  if (url.username === '' || url.password === '') throw wrong('it needs a user and a password')
  const secure = url.protocol === 'imaps:'
  const mailbox = decodeURIComponent(url.pathname.replace(/^\/+/, '')) || 'INBOX'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 993 : 143) : Number(url.port),
    secure,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    mailbox,
  }
}
