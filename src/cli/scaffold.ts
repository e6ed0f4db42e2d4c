import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommandProblem } from '#platform/declare/command.ts'
import type { OwnCommand } from './own-command.ts'
import { moduleFiles } from './scaffold-files.ts'

/** Writes the rooms of a new module with a first page and a first passing test. Nothing that is there is overwritten. */
export function writeModule(name: string, root: string): string[] {
  if (!/^[a-z][a-z]{2,30}$/.test(name))
    throw new CommandProblem('A module’s name is one word in small letters, like forums.')
  const folder = join(root, 'src', 'modules', name)
  if (existsSync(folder)) throw new CommandProblem(`src/modules/${name} is already there.`)
  const files = moduleFiles(name)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return Object.keys(files).map((path) => `src/modules/${name}/${path}`)
}

export const scaffoldModule: OwnCommand = {
  own: true,
  noun: 'scaffold',
  verb: 'module',
  says: 'Writes the rooms of a new module, with a first page and a first test.',
  usage: 'NAME',
  options: { 'root DIR': 'write into this copy of the project instead' },
  run: ({ words, options, say }) => {
    const [name] = words
    if (!name) throw new CommandProblem('Say what the module is called: bin/holdfast scaffold module NAME')
    const root =
      typeof options.root === 'string' ? options.root : fileURLToPath(new URL('../..', import.meta.url))
    for (const path of writeModule(name, root)) say(path)
    say(
      `\nNow add it to src/modules.ts:\n  import { ${name} } from '#modules/${name}/module.ts'\nand put ${name} at the end of the list. Then run bin/test src/modules/${name}.`,
    )
    return Promise.resolve(0)
  },
}
