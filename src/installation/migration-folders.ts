import { fileURLToPath } from 'node:url'
import type { MigrationFolder } from '#platform/db/migrations.ts'
import type { ModuleDeclaration } from '#platform/declare/module.ts'

/** The platform's migrations and then each module's, in the order in which modules need each other. */
export const migrationFolders = (modules: readonly ModuleDeclaration[]): MigrationFolder[] => [
  { module: 'platform', folder: fileURLToPath(new URL('../platform/migrations', import.meta.url)) },
  ...modules.map(({ name }) => ({
    module: name,
    folder: fileURLToPath(new URL(`../modules/${name}/migrations`, import.meta.url)),
  })),
]
