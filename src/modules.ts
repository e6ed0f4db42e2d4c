import type { ModuleDeclaration } from '#platform/declare/module.ts'
import { bulletin } from '#modules/bulletin/module.ts'
import { network } from '#modules/network/module.ts'

/** Every module, what is needed first. The only file that may import them all. */
export const modules: readonly ModuleDeclaration[] = [network, bulletin]
