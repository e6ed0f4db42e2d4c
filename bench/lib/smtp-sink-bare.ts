import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { DkimKey } from '#platform/mail/dkim.ts'

export type BareOptions = {
  readonly port: number
  /** Finished mails, shared out over the threads before the clock starts. */
  readonly mails: readonly string[]
  readonly threads: number
  readonly connections: number
  /** Signed within the clock, by the same signer and in the same threads as the real path. */
  readonly dkim: DkimKey | null
  /** `connection`: the library's kept connections, as the real path uses them. `pool`: its ready-made pool with `raw`. */
  readonly way: 'connection' | 'pool'
}

export type BareShare = Omit<BareOptions, 'threads'>

/** The limit the real path is measured against: the same mails, library, threads and connections, and nothing else. Gives mails a second. */
export async function bareLoop(options: BareOptions): Promise<number> {
  const threads = Array.from({ length: options.threads }, (_, at) => {
    const share: BareShare = {
      ...options,
      mails: options.mails.filter((_mail, index) => index % options.threads === at),
      connections: Math.floor(options.connections / options.threads),
    }
    return new Worker(new URL('./smtp-sink-bare-thread.ts', import.meta.url), { workerData: share })
  })
  await Promise.all(threads.map((thread) => once(thread, 'message')))
  const began = performance.now()
  for (const thread of threads) thread.postMessage('go', [])
  await Promise.all(threads.map((thread) => once(thread, 'message')))
  const seconds = (performance.now() - began) / 1000
  await Promise.all(threads.map((thread) => thread.terminate()))
  return options.mails.length / seconds
}
