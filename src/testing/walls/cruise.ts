import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { wallRules, type Needs } from './rules.ts'

export type Breach = { readonly rule: string; readonly from: string; readonly to: string }

export type Cruised = { readonly seen: number; readonly breaches: readonly Breach[] }

/** Reads every import under a folder and tells which walls are broken, and how many files it saw. */
export async function cruiseWalls(folder: string, needs: Needs, root?: string): Promise<Cruised> {
  const result = await cruise([folder], {
    ruleSet: { forbidden: wallRules(needs, root) },
    validate: true,
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
    tsConfig: { fileName: 'tsconfig.json' },
  })
  const output = result.output as ICruiseResult
  return {
    seen: output.modules.filter((module) => module.source.startsWith(`${folder}/`)).length,
    breaches: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  }
}

/** How many TypeScript files really lie under a folder; the cruiser must have seen no fewer. */
export const filesOnDisk = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true, recursive: true }).filter(
    (entry) =>
      entry.isFile() &&
      entry.name.endsWith('.ts') &&
      !join(entry.parentPath, entry.name).includes('node_modules'),
  ).length
