import { once } from 'node:events'
import type { Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { addressOf, type Address } from './address.ts'
import type { SmtpServer } from './smtp-url.ts'

/** A mail as a server took it in. */
export type TakenMail = { readonly from: string; readonly to: string; readonly raw: string }

export type ScriptedServer = {
  readonly server: SmtpServer
  readonly taken: TakenMail[]
  /** How many connections were made since it started. */
  connections(): number
  /** Ends every open connection, as a server does that is restarted. */
  dropAll(): void
  close(): Promise<void>
}

/**
 * A real SMTP server that does what the part before the @ says: `refuse-rcpt`, `later-rcpt`, `refuse-data`, `later-data`,
 * `drop-rcpt`, `drop-middle`, `drop-after`, `silent` (never answers the final dot), `slow` (answers after 300 ms), `closing` (421).
 * Anything else is taken.
 */
export async function scriptedServer(options: SMTPServerOptions = {}, port = 0): Promise<ScriptedServer> {
  const taken: TakenMail[] = []
  const sockets = new Map<number, Socket>()
  const drop = (remotePort: number): void => {
    sockets.get(remotePort)?.destroy()
  }
  let connections = 0
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onConnect: (_session, done) => {
      connections += 1
      done()
    },
    onRcptTo: (address, session, done) => {
      const script = scriptOf(address.address)
      if (script === 'refuse-rcpt') return done(answer(550, '5.1.1 No such person here'))
      if (script === 'later-rcpt') return done(answer(450, '4.2.1 Try again later'))
      if (script === 'drop-rcpt') return drop(session.remotePort)
      return done()
    },
    onData: (stream, session, done) => {
      const to = session.envelope.rcptTo[0]?.address ?? ''
      const script = scriptOf(to)
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        if (script === 'drop-middle') drop(session.remotePort)
      })
      stream.on('end', () => {
        if (script === 'drop-after') return drop(session.remotePort)
        if (script === 'silent') return undefined
        if (script === 'refuse-data') return done(answer(554, '5.7.1 Not wanted here'))
        if (script === 'later-data') return done(answer(451, '4.3.0 Disk is full'))
        if (script === 'closing') return done(answer(421, '4.3.2 Going down'))
        const from = session.envelope.mailFrom
        const take = (): void => {
          taken.push({ from: from ? from.address : '', to, raw: Buffer.concat(chunks).toString('latin1') })
          done()
        }
        if (script === 'slow') setTimeout(take, 300)
        else take()
        return undefined
      })
    },
    ...options,
  })
  smtp.server.on('connection', (socket: Socket) => {
    const { remotePort = 0 } = socket
    sockets.set(remotePort, socket)
    socket.once('close', () => sockets.delete(remotePort))
  })
  // A dropped connection is the script, not a fault.
  smtp.on('error', () => undefined)
  const listening = smtp.listen(port, '127.0.0.1')
  await once(listening, 'listening')
  const bound = listening.address()
  if (bound === null || typeof bound === 'string') throw new Error('The test server has no port')
  return {
    server: plainServer(bound.port),
    taken,
    connections: () => connections,
    dropAll: () => {
      for (const socket of sockets.values()) socket.destroy()
    },
    close: () => new Promise((resolve) => smtp.close(() => resolve())),
  }
}

/** Settings for a server on this machine without TLS. */
export function plainServer(port: number): SmtpServer {
  return { host: '127.0.0.1', port, secure: false, startTls: 'never', connections: 2 }
}

export function readerAt(localPart: string): Address {
  return addressOf(`${localPart}@readers.example`)
}

function scriptOf(address: string): string {
  return address.split('@')[0]?.split('+')[0] ?? ''
}

function answer(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
