/**
 * Lets only so many pieces of work run at a time and turns the rest away. Waiting for another organisation's server holds a
 * connection of ours; a slow server must not hold them all.
 */
export function fewAtOnce(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  return async (work) => {
    if (running >= most)
      throw Object.assign(new Error('too many agency sign-ins at once'), { statusCode: 503 })
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
    }
  }
}
