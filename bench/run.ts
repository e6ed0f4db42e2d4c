import { readdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import type { Measure, Measured } from './lib/measured.ts'

const help = `bin/bench [NAME] [--json FILE]

Runs the benchmarks, or the one that is named, and prints their figures beside their limits.
Exit code 1 where a limit is missed.`

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Every file beside this one is a benchmark, by its name. */
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .toSorted()

const exported = z.object({ measure: z.custom<Measure>((found) => typeof found === 'function') })

async function run(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { json: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) {
    say(`${help}\n\nBenchmarks: ${names.join(', ')}.`)
    return 0
  }
  const unknown = positionals.find((name) => !names.includes(name))
  if (unknown !== undefined) {
    process.stderr.write(`There is no benchmark ${unknown}. There are ${names.join(', ')}.\n`)
    return 2
  }
  const all: Measured[] = []
  for (const name of positionals.length > 0 ? positionals : names) {
    process.stderr.write(`Measuring ${name}\n`)
    const { measure } = exported.parse(await import(`./${name}.ts`))
    all.push(...(await measure()))
  }
  for (const line of table(all)) say(line)
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(all, null, 2)}\n`)
  return all.every(({ holds }) => holds) ? 0 : 1
}

function table(all: readonly Measured[]): string[] {
  const rows = [
    ['benchmark', 'engine', 'figure', 'measured', 'limit', 'ratio', 'holds'],
    ...all.map(({ name, engine, metric, value, unit, limit, ratio, holds }) => [
      name,
      engine,
      metric,
      `${value.toLocaleString('en-GB')} ${unit}`,
      limit === null ? '' : `${limit.toLocaleString('en-GB')} ${unit}`,
      ratio === null ? '' : ratio.toFixed(2),
      holds ? 'yes' : 'NO',
    ]),
  ]
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return 1
})
