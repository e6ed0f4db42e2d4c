import type { SignIn } from '#platform/auth/sign-in.ts'
import type { Directory } from '#platform/auth/directory.ts'
import { inTransaction } from '#platform/db/database.ts'
import { system } from '#platform/auth/actor.ts'
import type { ModuleDeclaration } from '#platform/declare/module.ts'
import type { PlatformPart } from '#platform/declare/platform-part.ts'
import { pagesPart } from '#platform/pages/part.ts'
import { sql } from 'kysely'
import type { BrowserEntry } from '#platform/views/assets.ts'
import type { AppOptions } from './app.ts'

type PartsOptions = AppOptions & {
  demo: boolean
  origin: string
  signingKey: (purpose: string) => Buffer
  directory: Directory
  signIn: SignIn
  partnership: { name: string; contact: string }
}

const castKeys = (modules: readonly ModuleDeclaration[]): Record<string, string> =>
  Object.fromEntries(modules.flatMap((module) => module.people ?? []).map(({ key, id }) => [key, id]))

const scripts: readonly BrowserEntry[] = []

/** The parts of the ground floor, made for one app. */
function make(options: PartsOptions): PlatformPart[] {
  const { modules, db, demo } = options
  return [
    options.signIn.part,
    pagesPart({
      demo,
      partnership: options.partnership,
      work: modules.flatMap((module) => (module.work ? [module.work] : [])),
      tour: modules.flatMap((module) => module.tour ?? []),
      cast: modules.flatMap((module) => module.people ?? []),
      health: [
        {
          name: 'database',
          check: async () => {
            await inTransaction(db, system('health'), (tx) => sql`select 1`.execute(tx as never))
            return { ok: true, says: 'answers' }
          },
        },
      ],
      version: '0.1.0',
    }),
  ]
}

export const platformParts = { make, castKeys, scripts }
