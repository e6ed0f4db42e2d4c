import { chownSync, existsSync, lchownSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { EmbeddedRefused } from './refused.ts'

export type RunAs = { name: string; uid: number; gid: number }

// A user of our own first, then PostgreSQL's, then the one that every system has.
const unprivileged = ['holdfast', 'postgres', '_postgres', 'nobody']

/**
 * PostgreSQL refuses to run as root, so root hands it to someone else: the user who is named, else the owner of the
 * folder, so that a folder made by a person stays that person's, else an unprivileged user of the system.
 * Null when we are not root: then it runs as ourselves.
 */
export function chooseRunAs(folder: string, wanted?: string): RunAs | null {
  if (process.getuid?.() !== 0) return null
  const users = readUsers()
  if (wanted !== undefined) {
    const named = users.find(({ name }) => name === wanted)
    if (named && named.uid !== 0) return named
    throw new EmbeddedRefused(
      'not_allowed',
      `The database cannot run as the user "${wanted}". Name a user of this machine other than root.`,
    )
  }
  const owner = ownerOf(folder)
  const chosen =
    users.find(({ uid }) => uid !== 0 && uid === owner) ??
    unprivileged.map((name) => users.find((user) => user.name === name)).find((user) => user !== undefined)
  if (chosen) return chosen
  throw new EmbeddedRefused(
    'not_allowed',
    'The database may not run as root, and this machine has no user "holdfast", "postgres" or "nobody". Start Holdfast as an ordinary user.',
  )
}

/** Gives the path to the server's user. Does nothing when the server runs as ourselves. */
export function own(path: string, runAs: RunAs | null): void {
  if (runAs) chownSync(path, runAs.uid, runAs.gid)
}

/** Gives a whole tree to the server's user, where it is not theirs already: a folder moved here from another machine. */
export function ownTree(folder: string, runAs: RunAs | null): void {
  if (!runAs || statSync(folder).uid === runAs.uid) return
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), runAs.uid, runAs.gid)
  }
  // Last, so that a run that was cut off is done again.
  own(folder, runAs)
}

/** Whether this user may pass through every folder above the path, and then read it or read and run (a folder: enter) it. */
export function reaches(user: RunAs, path: string, to: 'read' | 'run' = 'run'): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!allows(user, folder, 0o1)) return false
    if (folder === dirname(folder)) break
  }
  return allows(user, path, to === 'run' ? 0o5 : 0o4)
}

function allows(user: RunAs, path: string, wanted: number): boolean {
  const { uid, gid, mode } = statSync(path)
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0
  return ((mode >> shift) & wanted) === wanted
}

function ownerOf(folder: string): number {
  let nearest = folder
  while (!existsSync(nearest) && nearest !== dirname(nearest)) nearest = dirname(nearest)
  return statSync(nearest).uid
}

function readUsers(): RunAs[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: unsigned(uid), gid: unsigned(gid) }))
    .filter(({ name, uid, gid }) => name !== '' && Number.isSafeInteger(uid) && Number.isSafeInteger(gid))
}

// macOS writes its "nobody" as -2.
function unsigned(text: string | undefined): number {
  return Number(text) >>> 0
}
