import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { JobDeclaration, JobShape } from './declare.ts'
import { enqueue } from './enqueue.ts'

type Teller = {
  readonly name: string
  readonly notices?: readonly JobShape[]
  readonly listens?: Readonly<Record<string, string>>
}

/**
 * A notice is enqueued by its giver like a job, in the transaction of its cause. These jobs carry it on: one job for each
 * module that listens, all or none, so that a listener that fails is tried again by itself and the others are not.
 * @throws Error where a module listens to what nobody tells, or by a job that is not its own
 */
export function noticeJobs(modules: readonly Teller[], jobs: readonly JobDeclaration[]): JobDeclaration[] {
  const notices = modules.flatMap((module) => module.notices ?? [])
  const listeners = modules.flatMap((module) =>
    Object.entries(module.listens ?? {}).map(([notice, name]) => {
      const job = jobs.find((one) => one.name === name)
      if (!job || !name.startsWith(`${module.name}.`))
        throw new Error(`${module.name} listens by ${name}, which is not a job of its own`)
      if (!notices.some((one) => one.name === notice))
        throw new Error(`${module.name} listens to ${notice}, which nobody tells`)
      return { notice, job }
    }),
  )
  return notices.map((notice): JobDeclaration => {
    const told = listeners.filter((one) => one.notice === notice.name).map(({ job }) => job)
    return {
      ...notice,
      run: ({ db }, data) =>
        inTransaction(db, system(notice.name), async (tx) => {
          for (const job of told) await enqueue(tx, job, data)
        }),
    }
  })
}
