import { parentPort, workerData } from 'node:worker_threads'
import { readSheet } from '../reading/read-sheet.ts'
import { planList } from '../rules/import-plan.ts'
import type { ThreadWork } from './import-away.ts'

// Runs in a thread of its own: reading and planning ten thousand rows takes seconds, in which pages must go on being answered.
const work = workerData as ThreadWork
const result =
  work.what === 'read'
    ? await readSheet(work.file)
    : planList(work.lists, work.given, work.known, work.answers, work.today)
// A thread's port has no origin to name, unlike a window's; the empty list is of what is handed over instead of copied.
parentPort?.postMessage(result, [])
