import path from 'node:path'
import type { Directory } from '#platform/auth/directory.ts'
import type { PlatformPart } from '#platform/declare/platform-part.ts'
import type { Tx } from '#platform/db/tx.ts'
import { auditCommands } from './commands.ts'
import { platformWords } from './event-words.ts'
import type { EventWords } from './event-words.ts'
import { auditEvents, permissions, platformEvents } from './events.ts'
import { floorWords } from './floor-words.ts'
import { auditJobs } from './jobs.ts'
import { keeps } from './keeps.ts'
import { auditRoutes } from './routes/audit.ts'
import type { NamesOf } from './routes/audit.ts'
import { checkRoutes } from './routes/checks.ts'
import type { SealKeeping } from './seal-file.ts'
import type { WitnessLetter } from './witness-letter.ts'

type Options = {
  readonly keeping: SealKeeping
  readonly directory: Directory
  /** Sentences of the modules for their own events. */
  readonly words?: EventWords
  /** Queues the newest seal as mail to the witness; absent where none is set. */
  readonly sendToWitness?: (tx: Tx, letter: WitnessLetter) => Promise<void>
}

/** The audit: its pages for the information governance officer, its sealing and checking, its commands. */
export function auditPart({ keeping, directory, words = {}, sendToWitness }: Options): PlatformPart {
  const namesOf = namesFrom(directory)
  return {
    name: 'audit',
    permissions,
    events: {
      ...auditEvents,
      ...Object.fromEntries(
        Object.entries(platformEvents).map(([name, event]) => [`platform_${name}`, event]),
      ),
    },
    routes: [
      ...auditRoutes({ namesOf, words: { ...words, ...platformWords, ...floorWords } }),
      ...checkRoutes(namesOf),
    ],
    jobs: auditJobs(keeping, sendToWitness ?? null),
    nav: [{ text: 'Audit', href: '/audit', allow: permissions.read }],
    commands: auditCommands(keeping),
    keeps,
    views: path.join(import.meta.dirname, 'views'),
  }
}

/** Many names at once where the directory can; else one by one, and then only of those in post today. */
const namesFrom =
  (directory: Directory): NamesOf =>
  async (tx, ids, now) => {
    if (directory.namesOf) return directory.namesOf(tx, ids)
    const names = new Map<string, string>()
    for (const id of ids) {
      const person = await directory.findById(tx, id, now)
      if (person) names.set(id, person.name)
    }
    return names
  }
