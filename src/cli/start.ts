import { flushCompileCache } from 'node:module'
import { main } from '#src/main.ts'
import { say } from './say.ts'
import { readStartOptions, startHelp } from './start-options.ts'
import { tellProblem } from './tell-problem.ts'

try {
  const options = readStartOptions(process.argv.slice(2))
  if (options.help) say(startHelp)
  else {
    await main(options, say)
    // Kept now: a Holdfast that is killed one day would keep nothing of it.
    flushCompileCache()
  }
} catch (error) {
  process.exit(tellProblem(error))
}
