import { modules } from '#src/modules.ts'
import { openInstallation } from '#src/installation/open.ts'
import { ownCommands } from './own-commands.ts'
import { inTransaction } from '#platform/db/database.ts'
import { record } from '#platform/audit/record.ts'
import { platformEvents } from '#platform/audit/events.ts'
import { readSettings } from '#platform/config/settings.ts'
import { system, type Actor } from '#platform/auth/actor.ts'
import { CommandProblem, type Command } from '#platform/declare/command.ts'
import { platformCommands } from './platform-commands.ts'
import { isOwn, type AnyCommand } from './own-command.ts'
import { readWords } from './read-words.ts'
import { complain, say } from './say.ts'
import { tellProblem } from './tell-problem.ts'

/** Every command: the house's own, the platform parts' and the modules'. */
const allCommands = (): readonly AnyCommand[] => [
  ...ownCommands,
  ...platformCommands,
  ...modules.flatMap((module): readonly Command[] => module.commands ?? []),
]

function usageOf(command: AnyCommand): string {
  const name = `${command.noun} ${command.verb}`.trim()
  // A usage may name its command again, or only what comes after it.
  const rest = command.usage.startsWith(name) ? command.usage.slice(name.length).trim() : command.usage
  return `bin/holdfast ${name}${rest ? ` ${rest}` : ''}`
}

function overview(commands: readonly AnyCommand[], noun?: string): string {
  const shown = commands.filter((command) => noun === undefined || command.noun === noun)
  const width = Math.max(...shown.map((command) => usageOf(command).length))
  const rows = shown
    .toSorted((a, b) => (usageOf(a) < usageOf(b) ? -1 : 1))
    .map((command) => `  ${usageOf(command).padEnd(width)}  ${command.says}`)
  return `${rows.join('\n')}\n\nAll take --data DIR (.data), --as PERSON and --json. --help after a command says more.`
}

function helpOf(command: AnyCommand): string {
  const options = Object.entries(command.options ?? {}).map(([name, says]) => `  --${name}  ${says}`)
  return [usageOf(command), '', command.says, ...(options.length > 0 ? ['', ...options] : [])].join('\n')
}

async function run(words: readonly string[]): Promise<number> {
  const commands = allCommands()
  const asked = readWords(words)
  const [noun, second] = asked.words
  if (noun === undefined) {
    say(overview(commands))
    return asked.help || words.length === 0 ? 0 : 2
  }
  // A command of one word, such as `backup FILE`, has no verb of its own.
  const command =
    commands.find((one) => one.noun === noun && one.verb === second) ??
    commands.find((one) => one.noun === noun && one.verb === '')
  if (!command) {
    const known = commands.some((one) => one.noun === noun)
    if (known && asked.help) {
      say(overview(commands, noun))
      return 0
    }
    throw new CommandProblem(
      known
        ? `There is no command ${[noun, second].filter(Boolean).join(' ')}. bin/holdfast ${noun} --help lists those that are.`
        : `There is no command ${noun}. bin/holdfast --help lists them all.`,
    )
  }
  if (asked.help) {
    say(helpOf(command))
    return 0
  }
  const rest = asked.words.slice(command.verb === '' ? 1 : 2)
  refuseUnknown(command, asked.options)
  if (isOwn(command))
    return command.run({ words: rest, options: asked.options, json: asked.json, dataDir: asked.dataDir, say })
  return runOnDatabase(command, rest, asked)
}

function refuseUnknown(command: AnyCommand, options: Readonly<Record<string, string | true>>): void {
  const known = new Set([...Object.keys(command.options ?? {}).map((name) => name.split(' ')[0]), 'as'])
  const unknown = Object.keys(options).find((name) => !known.has(name))
  if (unknown)
    throw new CommandProblem(`--${unknown} is not an option here. ${usageOf(command)} --help lists them.`)
}

/** Runs a command of a module or part on the installation's database, running or started for it, as a person or as Holdfast itself. */
async function runOnDatabase(
  command: Command,
  words: readonly string[],
  asked: ReturnType<typeof readWords>,
): Promise<number> {
  const settings = readSettings()
  const installation = await openInstallation({
    settings,
    dataDir: asked.dataDir,
    modules,
    as: 'command',
    now: Temporal.Now.instant(),
    log: complain,
    poolSize: 4,
  })
  try {
    const now = Temporal.Now.instant()
    const { db } = installation
    const actor = await actorFor(installation.db, asked.options.as, command, now)
    await inTransaction(db, actor, (tx) =>
      record(tx, actor, platformEvents.command_run, { noun: command.noun, verb: command.verb }),
    )
    return await command.run({
      db,
      actor,
      now,
      words,
      options: asked.options,
      json: asked.json,
      say: (line) => (asked.json ? complain(line) : say(line)),
      data: (value) => {
        if (asked.json) say(JSON.stringify(value))
      },
      installation,
    })
  } finally {
    await installation.close()
  }
}

async function actorFor(
  db: Parameters<typeof inTransaction>[0],
  as: string | true | undefined,
  command: Command,
  now: Temporal.Instant,
): Promise<Actor> {
  const key = as === true ? undefined : (as ?? command.as)
  if (as === true)
    throw new CommandProblem('--as takes a person: their key in the demo, or their work mail address.')
  if (key === undefined) return system(`command ${command.noun}`)
  const directory = modules.find((module) => module.directory)?.directory
  const cast = modules.flatMap((module) => module.people ?? []).find((person) => person.key === key)
  const known = await inTransaction(db, system('command'), async (tx) => {
    if (!directory) return null
    return cast ? directory.findById(tx, cast.id, now) : directory.findByEmail(tx, key, now)
  })
  if (!known)
    throw new CommandProblem(
      `Nobody in post is known as ${cast ? key : 'that'}. --as takes a demo key or a work mail address.`,
    )
  return { kind: 'person', ...known, strength: 'strong', sessionId: 'command line' }
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  process.exitCode = tellProblem(error)
}
