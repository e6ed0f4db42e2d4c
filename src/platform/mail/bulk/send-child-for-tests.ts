import { setTimeout as delay } from 'node:timers/promises'
import { plainServer, readerAt } from '../testing.ts'
import { addressOf } from '../address.ts'
import type { Batch, BulkMail } from './batch.ts'
import { sendBulk } from './sender.ts'

// A sender in a process of its own, for the tests that kill it or fill its disk: PORT JOURNAL COUNT. It says on its output what it kept.
const [port = '', journalFolder = '', count = ''] = process.argv.slice(2)

const mailTo = (at: number): BulkMail => ({
  id: `m${at}`,
  envelope: { from: addressOf('bulletin@partnership.example'), to: readerAt(`reader${at}`) },
  raw: `Subject: ${at}\r\n\r\nText of ${at}\r\n`,
})

let given = 0
const next = async (): Promise<Batch | null> => {
  if (given >= Number(count)) return null
  const mails = Array.from({ length: 25 }, (_, at) => mailTo(given + at))
  given += mails.length
  return { id: `b${given}`, mails }
}

await sendBulk({
  server: plainServer(Number(port)),
  threads: 2,
  connections: 4,
  journalFolder,
  next,
  onResult: async (results) => {
    // Slower than the sending, so that a kill finds results that only the journal knows.
    await delay(40)
    process.stdout.write(results.map((result) => `${result.id} ${result.outcome.kind}\n`).join(''))
  },
  signal: new AbortController().signal,
}).catch((fault: unknown) => {
  process.stdout.write(`fault ${fault instanceof Error ? fault.message : String(fault)}\n`)
})
