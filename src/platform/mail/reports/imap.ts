import type { ImapFlow } from 'imapflow'
import type { HandleMail, ReadingSummary } from './folder.ts'

export type ImapMailbox = {
  readonly host: string
  readonly port: number
  /** TLS from the first byte; else STARTTLS, without which only a server on this machine is spoken to. */
  readonly secure: boolean
  readonly user: string
  readonly password: string
  readonly mailbox: string
  /** Where handled mails go. Without it they stay and are marked as seen. */
  readonly moveTo?: string | undefined
}

const mostBytes = 2_000_000

/**
 * Reads the unseen mails of a mailbox, oldest first, and connects anew each time: reports may wait for minutes. A mail is marked or moved only
 * after it was handled, so that none is lost when the connection or the machine fails. Rejects where the server cannot be reached.
 */
export async function readImap(source: ImapMailbox, handle: HandleMail): Promise<ReadingSummary> {
  // Loaded where a mailbox is set.
  const { ImapFlow: Client } = await import('imapflow')
  const client = new Client({
    host: source.host,
    port: source.port,
    secure: source.secure,
    // A password never crosses a network in the clear.
    ...(source.secure || isHere(source.host) ? {} : { doSTARTTLS: true }),
    auth: { user: source.user, pass: source.password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 30_000,
    greetingTimeout: 30_000,
    socketTimeout: 60_000,
  })
  // The commands in flight report the same fault; without a listener it would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    if (source.moveTo !== undefined) await client.mailboxCreate(source.moveTo)
    const lock = await client.getMailboxLock(source.mailbox)
    try {
      return await readUnseen(client, source, handle)
    } finally {
      lock.release()
    }
  } finally {
    await client.logout().catch(() => client.close())
  }
}

async function readUnseen(
  client: ImapFlow,
  source: ImapMailbox,
  handle: HandleMail,
): Promise<ReadingSummary> {
  const found = await client.search({ seen: false }, { uid: true })
  let read = 0
  let failed = 0
  for (const uid of Array.isArray(found) ? found : []) {
    const mail = await client.fetchOne(String(uid), { source: { maxLength: mostBytes } }, { uid: true })
    if (!mail || !mail.source) continue
    const handled = await handle(mail.source).then(
      () => true,
      () => false,
    )
    if (!handled) {
      failed += 1
      continue
    }
    await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
    if (source.moveTo !== undefined) await client.messageMove(String(uid), source.moveTo, { uid: true })
    read += 1
  }
  return { read, failed }
}

function isHere(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
