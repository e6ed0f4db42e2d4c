import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addressOf } from '#platform/mail/address.ts'
import type { BulkMail } from '#platform/mail/bulk/batch.ts'
import { sendBulk } from '#platform/mail/bulk/sender.ts'
import {
  compileMime,
  fillTemplate,
  slot,
  type ReaderValues,
  type Template,
} from '#platform/mail/compose/template.ts'
import type { DkimKey } from '#platform/mail/dkim.ts'
import { bareLoop } from './smtp-sink-bare.ts'
import { sinkCeiling, startSink } from './smtp-sink.ts'

/** A mail of about 30 kB, as an edition of twelve articles makes it. */
export function thirtyKilobytes(): Template {
  const article =
    '<p style="margin:0 0 16px;font-size:16px">A paragraph of a bulletin as it is read in schools, with a dash – and more.</p>\n'
  return compileMime({
    from: { address: addressOf('bulletin@sender.example'), name: 'The Partnership' },
    subject: 'Champions’ bulletin',
    text: `${slot('greeting')},\n\n${'A paragraph of a bulletin as it is read in schools.\n'.repeat(90)}\n${slot('unsubscribe-url')}\n`,
    html: `<p>${slot('greeting')}</p>\n${article.repeat(185)}<a href="${slot('unsubscribe-url')}">Leave</a> <a href="${slot('preferences-url')}">Choose</a>`,
    list: { name: 'Bulletin', id: 'bulletin.sender.example' },
  })
}

export function readerNumber(at: number): ReaderValues {
  return {
    to: { address: addressOf(`reader${at}@reader.example`), name: `Reader ${at}` },
    messageId: `<${String(at).padStart(40, '0')}@sender.example>`,
    date: new Date('2026-03-02T09:00:00Z'),
    greeting: `Dear Reader ${at}`,
    onlineUrl: 'https://holdfast.example/bulletins/march',
    preferencesUrl: `https://holdfast.example/preferences/1~r${at}~~0123456789abcdef0123456789abcdef`,
    unsubscribeUrl: `https://holdfast.example/unsubscribe/1~r${at}~~0123456789abcdef0123456789abcdef`,
  }
}

type Path = {
  readonly port: number
  readonly count: number
  readonly threads: number
  readonly connections: number
  readonly dkim: DkimKey | null
  readonly durable: 'process' | 'disk'
}

/** The sender as it is, with a ledger that forgets: what the database adds comes on top. */
async function throughSender(template: Template, path: Path): Promise<number> {
  const journalFolder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
  const from = addressOf('bulletin@sender.example')
  let given = 0
  const began = performance.now()
  const summary = await sendBulk({
    server: {
      host: '127.0.0.1',
      port: path.port,
      secure: false,
      startTls: 'never',
      connections: path.connections,
    },
    threads: path.threads,
    connections: path.connections,
    durable: path.durable,
    journalFolder,
    ...(path.dkim ? { dkim: path.dkim } : {}),
    next: async () => {
      if (given >= path.count) return null
      const mails = Array.from({ length: Math.min(200, path.count - given) }, (_, at): BulkMail => {
        const values = readerNumber(given + at)
        return { id: `m${given + at}`, envelope: { from, to: values.to.address }, values }
      })
      given += mails.length
      return { id: `b${given}`, template, mails }
    },
    onResult: async () => undefined,
    signal: new AbortController().signal,
  })
  await rm(journalFolder, { recursive: true })
  if (summary.accepted !== path.count)
    throw new Error(`Only ${summary.accepted} of ${path.count} were accepted`)
  return path.count / ((performance.now() - began) / 1000)
}

function print(name: string, rate: number | null, more = ''): void {
  process.stdout.write(
    `${name.padEnd(58)} ${rate === null ? 'not installed' : `${Math.round(rate)}/s`} ${more}\n`,
  )
}

if (import.meta.main) {
  const count = Number(process.argv[2] ?? 10_000)
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const key: DkimKey = { domain: 'sender.example', selector: 's1', privateKeyPem: privateKey }
  const template = thirtyKilobytes()
  const mails = Array.from({ length: count }, (_, at) => fillTemplate(template, readerNumber(at)))
  const sink = await startSink()
  const { port } = sink
  print(
    `sink: ${sink.kind}, ${mails[0]?.length ?? 0} bytes a mail; its ceiling, 8 connections`,
    await sinkCeiling(sink, count, 8, mails[0]?.length ?? 0),
  )
  for (const dkim of [null, key]) {
    const signed = dkim ? 'signed' : 'unsigned'
    print(
      `${signed}: the library's pool, 1 thread, 8 connections`,
      await bareLoop({ port, mails, threads: 1, connections: 8, dkim, way: 'pool' }),
    )
    for (const threads of [1, 2]) {
      const limit = await bareLoop({ port, mails, threads, connections: 8, dkim, way: 'connection' })
      print(`${signed}: bare loop, ${threads} threads, 8 connections`, limit)
      for (const durable of ['process', 'disk'] as const) {
        const rate = await throughSender(template, {
          port,
          count,
          threads,
          connections: 8,
          dkim,
          durable,
        })
        print(
          `${signed}: sendBulk, ${threads} threads, journal ${durable}`,
          rate,
          `${Math.round((rate / limit) * 100)} % of bare`,
        )
      }
    }
  }
  await sink.close()
}
