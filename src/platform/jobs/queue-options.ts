import type { Queue } from 'pg-boss'
import type { JobShape } from './declare.ts'

const day = 86_400

/**
 * How a declared job's queue behaves. Pauses between tries grow from some 15 seconds to an hour, with chance in them so that
 * what failed together does not come back together.
 */
export function queueOptions(job: JobShape): Omit<Queue, 'name'> {
  return {
    // "Stately" lets one of a key wait and one run. Were only one allowed in all, what is asked while one runs would be lost,
    // although that one may have read the world already.
    policy: job.single ? 'stately' : 'standard',
    retryLimit: job.retries,
    retryDelay: 10,
    retryBackoff: true,
    retryDelayMax: 3_600,
    expireInSeconds: job.expiresAfter ?? 900,
    // A running job says every 15 seconds that it lives. One whose process was killed is taken up by another after 30.
    heartbeatSeconds: 30,
    retentionSeconds: 60 * day,
    deleteAfterSeconds: 14 * day,
    notify: true,
  }
}
