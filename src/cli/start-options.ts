import { parseArgs } from 'node:util'
import { resolve } from 'node:path'
import { CommandProblem } from '#platform/declare/command.ts'

export type Role = 'web' | 'worker' | 'all'

export type StartOptions = {
  readonly port: number
  readonly dataDir: string
  readonly empty: boolean
  readonly role: Role
  readonly help: boolean
}

export const startHelp = `bin/start [--port N] [--data DIR] [--empty] [--role web|worker|all]

  --port N      listen on this port of 127.0.0.1 (3000)
  --data DIR    keep the database, files and secret in this folder (.data)
  --empty       do not load the demo partnership into a new database
  --role ROLE   web answers pages, worker does jobs, all does both (all)

Settings are read from HOLDFAST_ variables; docs/operations/settings.md lists them.`

/** @throws CommandProblem with one sentence for the person who typed */
export function readStartOptions(words: readonly string[]): StartOptions {
  let values: { port?: string; data?: string; empty?: boolean; role?: string; help?: boolean }
  try {
    ;({ values } = parseArgs({
      args: [...words],
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        empty: { type: 'boolean' },
        role: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }))
  } catch (error) {
    throw new CommandProblem(
      `${error instanceof Error ? error.message.split('. ')[0] : 'Bad option'}. See bin/start --help.`,
    )
  }
  const port = Number(values.port ?? 3000)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new CommandProblem('--port takes a number from 1 to 65535.')
  const role = values.role ?? 'all'
  if (role !== 'web' && role !== 'worker' && role !== 'all')
    throw new CommandProblem('--role takes web, worker or all.')
  return {
    port,
    dataDir: resolve(values.data ?? '.data'),
    empty: values.empty ?? false,
    role,
    help: values.help ?? false,
  }
}
