// A program of its own, so that tests can kill it: starts the database of a folder (or comes to a running one), says
// so in one line, and stops it when its input closes.
import { setTimeout as pause } from 'node:timers/promises'
import { attachOrStart, startEmbedded } from '../embedded.ts'
import { EmbeddedRefused } from '../refused.ts'

const [how, dataDir = ''] = process.argv.slice(2)
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
const log = (sentence: string) => {
  say({ log: sentence })
  // The next turn of the loop comes when the making has begun and cannot have ended: the end is told in a later turn.
  if (how === 'die-making' && sentence.startsWith('Making the database'))
    setImmediate(() => process.kill(process.pid, 'SIGKILL'))
}

try {
  const options = { dataDir, log, tuning: 'durable' } as const
  const embedded = how === 'attach' ? await attachOrStart(options) : await startEmbedded(options)
  say({ superuser: embedded.superuser, alreadyRunning: embedded.alreadyRunning })
  process.stdin.resume()
  await new Promise((resolve) => process.stdin.once('end', resolve))
  await embedded.stop()
} catch (fault) {
  if (!(fault instanceof EmbeddedRefused)) throw fault
  say({ refused: fault.code, sentence: fault.message })
  await pause(1)
}
