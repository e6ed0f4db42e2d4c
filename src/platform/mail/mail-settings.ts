import { readFileSync } from 'node:fs'
import { SettingsProblem, type Settings } from '#platform/config/settings.ts'
import { domainOf, parseAddress, type Mailbox } from './address.ts'
import { dkimKeyProblem, type DkimKey } from './dkim.ts'
import { parseMailUrl, type SmtpServer } from './smtp-url.ts'

/** Everything the settings say about mail, checked at the start: a mail server is not where a mistake should be found. */
export type MailSettings = {
  readonly from: Mailbox
  /** Null: mail is kept and not sent. */
  readonly server: SmtpServer | null
  readonly dkim: DkimKey | undefined
}

/** @throws SettingsProblem with a sentence for the person who set it, without the value */
export function readMailSettings(settings: Settings): MailSettings {
  const from = readSender(settings.HOLDFAST_MAIL_FROM ?? 'Holdfast <holdfast@localhost.localdomain>')
  return { from, server: readServer(settings), dkim: readKey(settings, from) }
}

function readSender(text: string): Mailbox {
  const [, name, inside] = /^\s*"?([^"<]*?)"?\s*<([^>]+)>\s*$/.exec(text) ?? [null, '', text]
  const check = parseAddress((inside ?? text).trim())
  if (!check.ok) throw new SettingsProblem(`HOLDFAST_MAIL_FROM cannot be used. ${check.problem}`)
  return name ? { address: check.address, name } : { address: check.address }
}

function readServer(settings: Settings): SmtpServer | null {
  if (!settings.HOLDFAST_MAIL_URL) return null
  const check = parseMailUrl(settings.HOLDFAST_MAIL_URL)
  if (!check.ok) throw new SettingsProblem(`HOLDFAST_MAIL_URL cannot be used. ${check.problem}`)
  return check.server
}

function readKey(settings: Settings, from: Mailbox): DkimKey | undefined {
  const file = settings.HOLDFAST_DKIM_KEY_FILE
  if (!file) return undefined
  let privateKeyPem: string
  try {
    privateKeyPem = readFileSync(file, 'utf8')
  } catch {
    throw new SettingsProblem('HOLDFAST_DKIM_KEY_FILE names a file that cannot be read.')
  }
  const key = {
    domain: settings.HOLDFAST_DKIM_DOMAIN ?? domainOf(from.address),
    selector: settings.HOLDFAST_DKIM_SELECTOR ?? 'holdfast',
    privateKeyPem,
  }
  const problem = dkimKeyProblem(key)
  if (problem) throw new SettingsProblem(`The DKIM key cannot be used. ${problem}`)
  return key
}
