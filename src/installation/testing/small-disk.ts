import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ending } from './processes.ts'

/**
 * A folder that holds no more than so many megabytes: a file system of its own where this machine lets us mount one, which takes
 * root. Null elsewhere: the test then limits the size of files, which the kernel answers alike.
 */
export function smallDisk(t: Ending, megabytes: number): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'hf-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return null
  }
  // What a test cleans up runs in the order in which it was asked for, so both are one step: first out, then gone.
  t.after(() => {
    execFileSync('umount', ['-l', folder], { stdio: 'ignore' })
    rmSync(folder, { recursive: true, force: true })
  })
  chmodSync(folder, 0o755)
  return folder
}

/** Runs a program that may write no file longer than this. */
export const withFileLimit = (kilobytes: number): string[] => [
  '/bin/sh',
  '-c',
  `ulimit -f ${kilobytes * 2}; exec "$@"`,
  'sh',
]
