import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

/** A mail server on this machine that takes everything and keeps nothing. */
export type Sink = {
  readonly port: number
  readonly kind: 'postfix smtp-sink' | 'own'
  close(): Promise<void>
}

const postfixSink = '/usr/sbin/smtp-sink'
const postfixSource = '/usr/sbin/smtp-source'

/** Postfix's own sink where it is installed (Debian: postfix), since it is the faster; else ours, in a process of its own. */
export async function startSink(): Promise<Sink> {
  const port = await freePort()
  const isPostfix = existsSync(postfixSink)
  const child = isPostfix
    ? spawn(
        postfixSink,
        [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${port}`, '1000'],
        { stdio: 'ignore' },
      )
    : spawn(process.execPath, [new URL('./smtp-sink-child.ts', import.meta.url).pathname, String(port)], {
        stdio: 'ignore',
      })
  await listening(port, child)
  return {
    port,
    kind: isPostfix ? 'postfix smtp-sink' : 'own',
    close: async () => {
      const ended = once(child, 'close')
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** What the sink itself can take on kept connections, by Postfix's smtp-source; null where that is not installed. */
export async function sinkCeiling(
  sink: Sink,
  mails: number,
  connections: number,
  bytes: number,
): Promise<number | null> {
  if (!existsSync(postfixSource)) return null
  const options = [
    '-d',
    '-s',
    connections,
    '-l',
    bytes,
    '-m',
    mails,
    '-f',
    'a@sender.example',
    '-t',
    'b@reader.example',
  ]
  const began = performance.now()
  const source = spawn(postfixSource, [...options.map(String), `127.0.0.1:${sink.port}`], { stdio: 'ignore' })
  const [code] = await once(source, 'close')
  if (code !== 0) throw new Error(`smtp-source ended with ${String(code)}`)
  return mails / ((performance.now() - began) / 1000)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const bound = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (bound === null || typeof bound === 'string') throw new Error('No port is free')
  return bound.port
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) break
    const socket = connect(port, '127.0.0.1')
    const open = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false,
      ),
      delay(200, false),
    ])
    socket.destroy()
    if (open) return
    await delay(50)
  }
  throw new Error('The mail sink did not start')
}
