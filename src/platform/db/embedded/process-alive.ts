import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'

/** The same words the shell would find programs by. Our own environment is not handed to the server. */
export const plainPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** True while the process runs. One that has ended but that nobody has collected yet counts as gone. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 1) return false
  try {
    process.kill(pid, 0)
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'EPERM')) return false
  }
  return stateOf(pid) !== 'Z'
}

/** True when the process is a PostgreSQL that works in this very cluster folder, and not one that got the same number later. */
export function isServerOf(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'linux') return workingFolder(pid) === cluster
  const said = spawnSync('ps', ['-p', String(pid), '-o', 'command='], {
    env: { PATH: plainPath },
    encoding: 'utf8',
  })
  return said.stdout.includes('postgres')
}

/** Every process of PostgreSQL that still works in this cluster. Only Linux can tell; elsewhere the list is empty. */
export function strayProcessesOf(cluster: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid && nameOf(pid) === 'postgres' && isServerOf(pid, cluster))
}

/** Sends the signal; a process that is gone already is no fault. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'ESRCH')) throw fault
  }
}

let pdeathsig: boolean | undefined

/**
 * The words to put before a command so that the kernel stops it when we die. It is the second net under the watcher,
 * for the case that both of us are killed at once. Empty where the system lacks it.
 */
export function endsWithUs(): string[] {
  pdeathsig ??=
    process.platform === 'linux' &&
    spawnSync('setpriv', ['--pdeathsig', 'INT', 'true'], { env: { PATH: plainPath }, stdio: 'ignore' })
      .status === 0
  return pdeathsig ? ['setpriv', '--pdeathsig', 'INT'] : []
}

function stateOf(pid: number): string | undefined {
  return readProc(pid, 'stat')?.split(') ').at(-1)?.charAt(0)
}

function nameOf(pid: number): string | undefined {
  return readProc(pid, 'comm')?.trim()
}

function workingFolder(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return null
  }
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}
