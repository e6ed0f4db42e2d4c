import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { createTransport } from 'nodemailer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { dkimSigner } from '#platform/mail/dkim.ts'
import type { BareShare } from './smtp-sink-bare.ts'

const share: BareShare = workerData
const sign = share.dkim ? dkimSigner(share.dkim) : (mail: string): string => mail
// A new one each time: the library keeps its count of recipients in it.
const envelope = (): { from: string; to: string[] } => ({
  from: 'bulletin@sender.example',
  to: ['reader@reader.example'],
})
let at = 0

const nextMail = (): Buffer | null => {
  const mail = share.mails[at]
  at += 1
  return mail === undefined ? null : Buffer.from(sign(mail, new Date()), 'latin1')
}

async function openConnection(): Promise<SMTPConnection> {
  const connection = new SMTPConnection({ host: '127.0.0.1', port: share.port, ignoreTLS: true })
  await new Promise<void>((resolve, reject) =>
    connection.connect((fault) => (fault ? reject(fault) : resolve())),
  )
  return connection
}

async function overConnection(connection: SMTPConnection): Promise<void> {
  for (let mail = nextMail(); mail; mail = nextMail()) {
    const raw = mail
    await new Promise<void>((resolve, reject) =>
      connection.send(envelope(), raw, (fault) => (fault ? reject(fault) : resolve())),
    )
  }
  connection.quit()
}

async function byPool(): Promise<void> {
  const pool = createTransport({
    pool: true,
    host: '127.0.0.1',
    port: share.port,
    ignoreTLS: true,
    maxConnections: share.connections,
    maxMessages: Infinity,
  })
  const work = async (): Promise<void> => {
    for (let raw = nextMail(); raw; raw = nextMail()) await pool.sendMail({ envelope: envelope(), raw })
  }
  // Two in hand for each connection, so that none waits for our loop.
  await Promise.all(Array.from({ length: share.connections * 2 }, work))
  pool.close()
}

const port = parentPort
if (!port) throw new Error('This file is the inside of a thread')
const connections =
  share.way === 'connection'
    ? await Promise.all(Array.from({ length: share.connections }, openConnection))
    : []
port.postMessage('ready')
await once(port, 'message')
await (share.way === 'connection' ? Promise.all(connections.map(overConnection)) : byPool())
port.postMessage('done')
