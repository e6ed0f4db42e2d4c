import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

export type Lock = { release(): void }

// A lock must outlive whoever forgets the object: without this the garbage collector would close the file.
const held = new Set<DatabaseSync>()

// SQLite's own numbers for "somebody else has it".
const busy = 5
const locked = 6

/**
 * A lock held by the kernel and let go by it when the process dies, however it dies. So there is no stale lock,
 * and no process number that another program may have been given since. Node has no `flock`; SQLite, which it carries,
 * takes the same kind of lock on an empty file and never writes to it.
 *
 * The file must not be opened by other means in the process that holds it: POSIX drops the lock when any handle closes.
 */
function holdFile(file: string, statement: string): Lock | null {
  createWhenMissing(file)
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec(statement)
  } catch (fault) {
    database.close()
    if (fault instanceof Error && 'errcode' in fault && (fault.errcode === busy || fault.errcode === locked))
      return null
    throw fault
  }
  held.add(database)
  return {
    release() {
      if (!held.delete(database)) return
      database.close()
    },
  }
}

/** Null when another process, or this one already, holds the file in any way. */
export function takeAlone(file: string): Lock | null {
  return holdFile(file, 'BEGIN EXCLUSIVE')
}

/** Any number may share; null while one holds it alone. */
export function takeShared(file: string): Lock | null {
  return holdFile(file, 'BEGIN; SELECT count(*) FROM sqlite_master')
}

// Made here and not by SQLite, so that a full or read-only disk is told by its own error code.
function createWhenMissing(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'EEXIST')) throw fault
  }
}
