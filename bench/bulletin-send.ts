import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { DkimKey } from '#platform/mail/dkim.ts'
import { median, withEnding } from './lib/ending.ts'
import { atLeast, atMost, only, type Measured } from './lib/measured.ts'
import { finishedMails, openSendingHouse } from './lib/sending-house.ts'
import { bareLoop } from './lib/smtp-sink-bare.ts'
import { sinkCeiling, startSink } from './lib/smtp-sink.ts'

const name = 'bulletin-send'
const mails = 10_000
const connections = 8
const threads = 2
// Bare loop and whole path take turns, so that whatever else the machine does meets both alike.
const rounds = 5

const newKey = (): DkimKey => ({
  domain: 'sender.example',
  selector: 's1',
  privateKeyPem: generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey,
})

const run = promisify(execFile)
const printed = z.object({ sent: z.number(), peakMb: z.number() })

/** The most memory that a process of its own takes to send to so many. */
async function peakOf(port: number, readers: number): Promise<number> {
  const child = fileURLToPath(new URL('./lib/sending-memory.ts', import.meta.url))
  const { stdout } = await run(process.execPath, [child, port, connections, threads, readers].map(String))
  const { sent, peakMb } = printed.parse(JSON.parse(stdout))
  if (sent !== readers) throw new Error(`only ${sent} of ${readers} were sent`)
  return peakMb
}

/**
 * The whole path of an edition to 10,000 readers, from the press of the button to the end of the job, with the list of readers,
 * the ledger and somebody who looks at the progress page; beside a loop that hands the same finished mails to the same library
 * over as many connections and threads, and nothing else.
 */
export const measure = (): Promise<Measured[]> =>
  withEnding(async (ending) => {
    const sink = await startSink()
    ending.after(() => sink.close())
    const house = await openSendingHouse(sink.port, connections)
    ending.after(() => house.close())
    await house.readers(mails)
    const finished = await finishedMails(house.means(null), mails)
    const bytes = finished[0]?.length ?? 0
    const { engine } = house
    const measured: Measured[] = [
      only({ name, engine, metric: 'size of a mail', value: bytes / 1000, unit: 'kB' }),
    ]

    const ceiling = await sinkCeiling(sink, mails, connections, bytes)
    if (ceiling !== null)
      measured.push(
        only({ name, engine, metric: 'what the sink itself takes', value: ceiling, unit: 'mails/s' }),
      )

    for (const [metric, dkim] of [
      ['unsigned', null],
      ['signed, RSA-2048', newKey()],
    ] as const) {
      const turns: { bare: number; whole: number }[] = []
      for (let round = 0; round < rounds; round += 1) {
        const bare = await bareLoop({
          port: sink.port,
          mails: finished,
          threads,
          connections,
          dkim,
          way: 'connection',
        })
        const { seconds, sent } = await house.send({ dkim, threads })
        if (sent !== mails) throw new Error(`only ${sent} of ${mails} were sent`)
        turns.push({ bare, whole: mails / seconds })
      }
      const limit = median(turns.map((turn) => turn.bare))
      measured.push(
        atLeast(
          {
            name,
            engine,
            metric: `10,000 mails, ${metric}`,
            value: median(turns.map((turn) => turn.whole)),
            unit: 'mails/s',
          },
          0.8,
          limit,
        ),
      )
    }
    const few = await peakOf(sink.port, 1_000)
    const many = await peakOf(sink.port, 100_000)
    measured.push(
      only({ name, engine, metric: 'memory for 1,000 readers', value: few, unit: 'MB' }),
      atMost({ name, engine, metric: 'memory for 100,000 readers', value: many, unit: 'MB' }, few * 1.5),
    )
    return measured
  })
