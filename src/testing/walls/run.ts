import { modules } from '#src/modules.ts'
import { cruiseWalls, filesOnDisk } from './cruise.ts'

const needs = Object.fromEntries(modules.map((module) => [module.name, module.needs]))
const { seen, breaches } = await cruiseWalls('src', needs)
const there = filesOnDisk('src')
for (const { rule, from, to } of breaches) process.stdout.write(`${rule}: ${from} -> ${to}\n`)
// Beside a TypeScript that it cannot use, the cruiser reads no file and finds nothing: that is no success.
if (seen < there) process.stdout.write(`Only ${seen} of ${there} files were read.\n`)
process.stdout.write(`walls: ${seen} files, ${breaches.length} breaches\n`)
process.exitCode = breaches.length > 0 || seen < there ? 1 : 0
