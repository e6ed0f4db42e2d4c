import { resolve } from 'node:path'
import { CommandProblem } from '#platform/declare/command.ts'

export type Asked = {
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, string | true>>
  readonly dataDir: string
  readonly json: boolean
  readonly help: boolean
}

/** Options that stand alone; every other takes the word after it. */
const alone = new Set(['json', 'help', 'preview', 'static', 'rehearse', 'new-secret', 'yes'])

/** Takes the words a person typed apart: `--name value`, `--name=value`, `--flag`, and the rest in order. */
export function readWords(typed: readonly string[]): Asked {
  const words: string[] = []
  const options: Record<string, string | true> = {}
  const waiting = [...typed]
  for (let word = waiting.shift(); word !== undefined; word = waiting.shift()) {
    if (word === '--') {
      words.push(...waiting)
      break
    }
    if (word === '-h') options.help = true
    else if (!word.startsWith('--')) words.push(word)
    else {
      const [name = '', joined] = word.slice(2).split(/=(.*)/s)
      if (alone.has(name)) options[name] = true
      else {
        const value = joined ?? waiting.shift()
        if (value === undefined || value.startsWith('--'))
          throw new CommandProblem(`--${name} takes a value after it.`)
        options[name] = value
      }
    }
  }
  const { data, json, help, ...rest } = options
  return {
    words,
    options: rest,
    dataDir: resolve(typeof data === 'string' ? data : '.data'),
    json: json === true,
    help: help === true,
  }
}
